package dev.unroll.models.old;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.core.testing.Golden;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Layers take the parameters of torch.nn by name, and then compute what torch.nn computes.
final class RecurrentLayerGoldenTest {
  @ParameterizedTest
  @CsvSource({
    "lstm, LSTM, 1",
    "lstm_2l, LSTM, 2",
    "lstm_wide, LSTM, 1",
    "gru, RESET_AFTER_GRU, 1",
    "rnn_tanh, RNN, 1",
    "rnn_relu, RNN_RELU, 1"
  })
  void computesWhatTorchDoes(String file, Cell cell, int layers) {
    Golden golden = Golden.load(file);
    Map<String, Tensor> parameters = inputs(golden);
    RecurrentOptions options =
        RecurrentOptions.of(golden.integer("C"), golden.integer("H")).stacked(layers, 0);
    RecurrentLayer layer = cell.layer(options, Initializer.stored(parameters));
    assertEquals(4 * layers, layer.tensors().size());
    layer.tensors().forEach((name, tensor) -> assertTrue(parameters.get(name) == tensor, name));

    RecurrentState state = layer.newState(golden.integer("N"));
    boolean initial = golden.has("in.h0");
    for (int k = 0; k < layers && initial; k++) {
      state.h(k).copyFrom(golden.tensor("in.h0").at(k));
      if (cell.hasCellState()) {
        state.c(k).copyFrom(golden.tensor("in.c0").at(k));
      }
    }
    Tape tape = new Tape();
    Variable y = layer.forward(tape, tape.constant(golden.tensor("in.x")), state, null);
    double tolerance =
        roundings(layers * golden.integer("T"), golden.integer("C") + golden.integer("H"));
    assertNear(golden.doubles("out.y"), y.value(), tolerance);
    for (int k = 0; k < layers; k++) {
      assertNear(at(golden, "out.hn", k), state.h(k), tolerance);
      if (cell.hasCellState()) {
        assertNear(at(golden, "out.cn", k), state.c(k), tolerance);
      }
    }
  }

  @Test
  void computesTheLecturesGruWithBlocksRUN() {
    Golden golden = Golden.load("lecture_gru");
    int hidden = golden.integer("H");
    int inputs = golden.integer("C");
    Map<String, Tensor> parameters = new HashMap<>();
    parameters.put("weight_ih_l0", blocks(golden, hidden, inputs, "in.Wrx", "in.Wux", "in.Wnx"));
    parameters.put("weight_hh_l0", blocks(golden, hidden, hidden, "in.Wrh", "in.Wuh", "in.Wnh"));
    parameters.put("bias_ih_l0", blocks(golden, hidden, 1, "in.br", "in.bu", "in.bn"));
    parameters.put("bias_hh_l0", Tensor.zeros(3 * hidden));
    Gru layer = new Gru(RecurrentOptions.of(inputs, hidden), Initializer.stored(parameters));
    RecurrentState state = layer.newState(golden.integer("N"));
    state.h(0).copyFrom(golden.tensor("in.h0"));
    Tape tape = new Tape();
    Variable y = layer.forward(tape, tape.constant(golden.tensor("in.x")), state, null);
    assertNear(golden.doubles("out.y"), y.value(), roundings(golden.integer("T"), inputs + hidden));
  }

  /// `steps` steps of products of depth `depth`, each rounding to half an ulp of values around 1, which the
  /// gates do not amplify; the factor 4 leaves room for larger intermediate values.
  private static double roundings(int steps, int depth) {
    return 4.0 * steps * depth * Math.ulp(0.5f);
  }

  private static Map<String, Tensor> inputs(Golden golden) {
    Map<String, Tensor> parameters = new HashMap<>();
    for (String name : golden.tensors()) {
      if (name.startsWith("in.weight") || name.startsWith("in.bias")) {
        parameters.put(name.substring("in.".length()), golden.tensor(name));
      }
    }
    return parameters;
  }

  private static Tensor blocks(Golden golden, int rows, int columns, String... names) {
    Tensor all = Tensor.zeros(names.length * rows, columns);
    for (int g = 0; g < names.length; g++) {
      all.slice(g * rows, (g + 1) * rows).copyFrom(golden.tensor(names[g]).reshape(rows, columns));
    }
    return columns == 1 ? all.reshape(names.length * rows) : all;
  }

  private static double[] at(Golden golden, String name, int index) {
    double[] all = golden.doubles(name);
    int length = all.length / golden.shape(name).dimension(0);
    return java.util.Arrays.copyOfRange(all, index * length, (index + 1) * length);
  }

  private static void assertNear(double[] wanted, Tensor got, double tolerance) {
    assertEquals(wanted.length, got.elements());
    float[] values = got.toArray();
    for (int i = 0; i < wanted.length; i++) {
      double error = Math.abs(wanted[i] - values[i]);
      if (!(error <= tolerance)) {
        throw new AssertionError(
            "element %d: wanted %s, got %s, tolerance %s"
                .formatted(i, wanted[i], values[i], tolerance));
      }
    }
  }
}
