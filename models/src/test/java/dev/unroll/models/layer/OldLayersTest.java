package dev.unroll.models.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Sequence.Tokens;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The bits of the layers that these replace.
final class OldLayersTest {
  @ParameterizedTest
  @CsvSource({
    "rnn, 1, false",
    "rnn-relu, 2, true",
    "lstm, 3, false",
    "lstm, 2, true",
    "gru, 2, false",
    "reset-after-gru, 2, true"
  })
  void givesTheirBits(String label, int layers, boolean single) {
    Map<String, Tensor> tensors = new HashMap<>();
    RandomStream draw = new RandomStream(5);
    var oldOptions = dev.unroll.models.old.RecurrentOptions.of(7, 13).stacked(layers, 0.3f);
    var old =
        dev.unroll.models.old.Cell.labelled(label)
            .layer(
                single ? oldOptions.withSingleBias() : oldOptions,
                (name, shape, fan) -> {
                  Tensor tensor = Tensor.zeros(shape);
                  draw.fillUniform(tensor, -0.5f, 0.5f);
                  tensors.put((label.equals("gru") ? "gru_" : "") + name, tensor.copy());
                  return tensor;
                });
    if (single) {
      tensors.keySet().removeIf(name -> name.contains("bias_hh"));
    }
    Scope scope = Scope.stored(tensors);
    Recurrent fresh =
        new Recurrent(
            scope,
            RecurrentOptions.of(Cell.labelled(label), 7, 13)
                .stacked(layers, 0.3f)
                .withBiases(single ? Biases.ONE : Biases.TWO));
    scope.done();
    int[] ids = new int[5 * 3];
    int[] targets = new int[5 * 3];
    Arrays.setAll(ids, _ -> draw.nextInt(7));
    Arrays.setAll(targets, _ -> draw.nextInt(13));
    var oldState = old.newState(3);
    RecurrentState state = fresh.newState(3);
    RandomStream oldDropout = new RandomStream(3);
    RandomStream dropout = new RandomStream(3);
    for (int step = 0; step < 3; step++) {
      Tape tape = new Tape();
      Variable oldY = old.forward(tape, ids, oldState, oldDropout);
      tape.backward(Ops.crossEntropy(oldY, targets));
      float[] wanted = oldY.shape().elements() > 0 ? oldState.h(layers - 1).toArray() : null;
      Tape other = new Tape();
      Recurrent.Result result =
          fresh.forward(new Pass(other, dropout), new Tokens(ids, 5, 3), state.on(other));
      state.carry(result.last());
      other.backward(Ops.crossEntropy(result.y(), targets));
      assertArrayEquals(wanted, state.h(layers - 1).toArray());
    }
    assertEquals(old.parameters().size(), scope.parameters().size());
    for (int i = 0; i < old.parameters().size(); i++) {
      Parameter mine = scope.parameters().get(i);
      assertArrayEquals(
          old.parameters().get(i).gradient().toArray(), mine.gradient().toArray(), mine.name());
    }
    assertEquals(Shape.of(3, 13), state.h(0).shape());
  }
}
