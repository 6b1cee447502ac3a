package dev.unroll.models.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Sequence.Features;
import dev.unroll.models.layer.Sequence.Tokens;
import org.junit.jupiter.api.Test;

final class EmbeddingTest {
  private static final Tokens X = new Tokens(new int[] {1, 0, 2, 2, 0, 1}, 3, 2, new int[] {2, 3});

  private static Embedding embedding(int pad) {
    return new Embedding(Scope.fresh(1, Initializer.torch()), 3, 4, pad);
  }

  @Test
  void aPadIdIsZeroWhateverTheTableHolds() {
    Embedding table = embedding(0);
    table.weight().value().at(0).fill(Float.NaN);
    Tape tape = new Tape();
    Features y = table.forward(Pass.reading(tape), X);
    assertEquals(Shape.of(3, 2, 4), y.x().shape());
    assertArrayEquals(X.lengths(), y.lengths());
    for (int m = 0; m < 6; m++) {
      int id = X.ids()[m];
      float[] wanted = id == 0 ? new float[4] : table.weight().value().at(id).toArray();
      assertArrayEquals(wanted, y.x().value().at(m / 2).at(m % 2).toArray());
    }
    Tensor seed = Tensor.zeros(3, 2, 4);
    seed.fill(1);
    tape.backward(y.x(), seed);
    assertArrayEquals(
        new float[] {0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2}, table.weight().gradient().toArray());
    Tensor rows = Tensor.zeros(6, 4);
    table.read(X.ids(), rows);
    assertArrayEquals(y.x().value().toArray(), rows.toArray());
  }

  @Test
  void anOutputLayerMayShareTheTable() {
    Scope scope = Scope.fresh(1, Initializer.torch());
    Embedding table = new Embedding(scope.in("words"), 3, 4);
    Linear output = new Linear(scope.in("output"), table.weight());
    assertSame(table.weight(), output.weight());
    assertEquals(2, scope.parameters().size());
    assertEquals(4, output.inputs());
    assertEquals(3, output.outputs());
    Tape tape = new Tape();
    Pass pass = Pass.reading(tape);
    Variable logits = output.forward(pass, table.forward(pass, X.ids()));
    tape.backward(logits, null);
    assertEquals(Shape.of(6, 3), logits.shape());
    float[] first = table.weight().gradient().toArray();
    assertEquals(12, first.length);
  }

  @Test
  void refusesIdsAndPadsOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> embedding(3));
    assertThrows(IllegalArgumentException.class, () -> embedding(-2));
    Embedding table = embedding(Embedding.NO_PAD);
    assertThrows(
        IllegalArgumentException.class,
        () -> table.forward(Pass.reading(new Tape()), new int[] {3}));
    assertThrows(
        IllegalArgumentException.class, () -> table.read(new int[] {-1}, Tensor.zeros(1, 4)));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Linear(Scope.fresh(1, Initializer.torch()), 0, 2));
  }
}
