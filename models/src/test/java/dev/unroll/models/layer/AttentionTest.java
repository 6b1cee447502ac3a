package dev.unroll.models.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.AttentionOutput;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Attention.Scores;
import dev.unroll.models.layer.Sequence.Features;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AttentionTest {
  private static final int[] LENGTHS = {4, 2, 3};

  private final Scope scope = Scope.fresh(1, Options.ALL_RANDOM);

  private static Tensor random(int... extents) {
    Tensor tensor = Tensor.zeros(extents);
    new RandomStream(extents[0]).fillUniform(tensor, -1, 1);
    return tensor;
  }

  private Attention attention(Scores scores) {
    return new Attention(scope, scores, 5, 5, 6);
  }

  @ParameterizedTest
  @EnumSource
  void oneQueryAndSeveralGiveTheSameBits(Scores scores) {
    Attention attention = attention(scores);
    Tape tape = new Tape();
    Pass pass = Pass.reading(tape);
    Tensor queries = random(2, 3, 5);
    Features keys = new Features(tape.constant(random(4, 3, 5)), LENGTHS);
    Attention.Memory memory = attention.memory(pass, keys, tape.constant(random(4, 3, 7)));
    AttentionOutput all = attention.forward(pass, tape.constant(queries), memory);
    assertEquals(Shape.of(2, 3, 7), all.context().shape());
    for (int s = 0; s < 2; s++) {
      AttentionOutput one = attention.forward(pass, tape.constant(queries.at(s)), memory);
      assertArrayEquals(all.context().value().at(s).toArray(), one.context().value().toArray());
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatPaddingHoldsReachesNothing(Scores scores) {
    Attention attention = attention(scores);
    Tensor keys = random(4, 3, 5);
    List<float[]> clean = run(attention, keys);
    for (int t = 0; t < 4; t++) {
      for (int n = 0; n < 3; n++) {
        if (t >= LENGTHS[n]) {
          keys.at(t).at(n).fill(Float.NaN);
        }
      }
    }
    List<float[]> dirty = run(attention, keys);
    for (int i = 0; i < clean.size(); i++) {
      assertArrayEquals(clean.get(i), dirty.get(i));
      for (float value : dirty.get(i)) {
        assertTrue(Float.isFinite(value));
      }
    }
  }

  /// The context, and the gradients to keys, query and parameters.
  private List<float[]> run(Attention attention, Tensor keys) {
    Tape tape = new Tape();
    Pass pass = Pass.reading(tape);
    scope.parameters().forEach(Parameter::zeroGradient);
    Variable x = tape.leaf(keys);
    Variable query = tape.leaf(random(3, 5));
    Attention.Memory memory = attention.memory(pass, new Features(x, LENGTHS));
    Variable context = attention.forward(pass, query, memory).context();
    List<float[]> all = new ArrayList<>(List.of(context.value().toArray()));
    tape.backward(Ops.sum(Ops.square(context)));
    all.add(x.gradient().toArray());
    all.add(query.gradient().toArray());
    scope.parameters().forEach(each -> all.add(each.gradient().toArray()));
    return all;
  }

  @Test
  void parametersHaveOneLayout() {
    new Attention(scope.in("g"), Scores.GENERAL, 3, 5, 0);
    new Attention(scope.in("a"), Scores.ADDITIVE, 3, 5, 6);
    new Attention(scope.in("d"), Scores.DOT, 5, 5, 0);
    assertEquals(
        List.of(
            "g.weight[3, 5]", "a.query_weight[6, 3]", "a.key_weight[6, 5]", "a.score_weight[6]"),
        scope.parameters().stream().map(each -> each.name() + each.value().shape()).toList());
  }

  @Test
  void refusesWhatDoesNotFit() {
    refused("attention: expected queries as wide as keys", 3, 5, Scores.DOT);
    refused("hidden: expected 1 or more", 3, 5, Scores.ADDITIVE);
    Attention attention = new Attention(scope, Scores.GENERAL, 3, 5, 0);
    Tape tape = new Tape();
    Pass pass = Pass.reading(tape);
    Features keys = new Features(tape.constant(random(4, 3, 5)));
    Attention.Memory memory = attention.memory(pass, keys);
    assertThrows(
        IllegalArgumentException.class,
        () -> attention.memory(pass, new Features(tape.constant(random(4, 3, 4)))));
    assertThrows(
        IllegalArgumentException.class,
        () -> attention.forward(pass, tape.constant(random(3, 5)), memory));
  }

  private void refused(String message, int queries, int keys, Scores scores) {
    String got =
        assertThrows(
                IllegalArgumentException.class,
                () -> new Attention(scope.in(scores.name()), scores, queries, keys, 0))
            .getMessage();
    assertTrue(got.startsWith(message), got);
  }
}
