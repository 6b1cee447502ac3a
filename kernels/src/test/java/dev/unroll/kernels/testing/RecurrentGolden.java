package dev.unroll.kernels.testing;

import dev.unroll.core.testing.Golden;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The golden cases of single recurrent layers that run forward in time, as problems with their
/// expected results.
///
/// @param name the case
/// @param cell what it is a layer of
/// @param problem its operands
/// @param expected what PyTorch computes in float64
public record RecurrentGolden(
    String name, RecurrentCell cell, RecurrentProblem problem, RecurrentResult expected) {

  /// All such cases.
  public static final List<String> NAMES =
      List.of(
          "rnn_tanh",
          "rnn_relu",
          "lstm",
          "lstm_single_step",
          "lstm_wide",
          "lstm_lengths",
          "lstm_nobias",
          "lstm_zero_state",
          "gru",
          "gru_single_step",
          "gru_wide",
          "gru_lengths",
          "lecture_gru");

  /// The case of a name.
  public static RecurrentGolden load(String name) {
    Golden golden = Golden.load(name);
    return golden.option("case").equals("lecture_gru") ? lecture(golden) : torch(golden, name);
  }

  private static RecurrentGolden torch(Golden golden, String name) {
    RecurrentCell cell =
        switch (golden.option("kind")) {
          case "RNN" -> golden.flag("relu") ? RecurrentCell.RNN_RELU : RecurrentCell.RNN_TANH;
          case "LSTM" -> RecurrentCell.LSTM;
          case "GRU" -> RecurrentCell.RESET_AFTER_GRU;
          default -> throw new IllegalArgumentException(name + ": " + golden.option("kind"));
        };
    Map<String, double[]> values = new LinkedHashMap<>();
    RecurrentResult expected = new RecurrentResult();
    for (String tensor : golden.tensors()) {
      if (tensor.equals("in.lengths")) {
        continue;
      }
      String plain = tensor.replace("_l0", "");
      if (plain.startsWith("in.")) {
        values.put(plain.substring(3), golden.doubles(tensor));
      } else if (plain.startsWith("out.d")) {
        expected.gradients().put(plain.replaceFirst("out\\.d\\.?", ""), golden.doubles(tensor));
      } else {
        expected.outputs().put(plain.substring(4), golden.doubles(tensor));
      }
    }
    if (!golden.flag("initial_state")) {
      values.keySet().removeAll(List.of("h0", "c0")); // the file has them, the computation did not
    }
    return new RecurrentGolden(
        name, cell, problem(golden, cell, golden.lengths(), values), expected);
  }

  /// The lecture's GRU keeps its gates in tensors of their own and has one bias for each, here b_ih.
  private static RecurrentGolden lecture(Golden golden) {
    Map<String, double[]> values = new LinkedHashMap<>();
    for (String same : List.of("x", "h0", "dy")) {
      values.put(same, golden.doubles("in." + same));
    }
    values.put("weight_ih", blocks(golden, "in.Wrx", "in.Wux", "in.Wnx"));
    values.put("weight_hh", blocks(golden, "in.Wrh", "in.Wuh", "in.Wnh"));
    values.put("bias_ih", blocks(golden, "in.br", "in.bu", "in.bn"));
    values.put("bias_hh", new double[values.get("bias_ih").length]);
    RecurrentResult expected = new RecurrentResult();
    expected.outputs().put("y", golden.doubles("out.y"));
    expected.gradients().put("x", golden.doubles("out.dx"));
    expected.gradients().put("h0", golden.doubles("out.dh0"));
    expected.gradients().put("weight_ih", blocks(golden, "out.d.Wrx", "out.d.Wux", "out.d.Wnx"));
    expected.gradients().put("weight_hh", blocks(golden, "out.d.Wrh", "out.d.Wuh", "out.d.Wnh"));
    expected.gradients().put("bias_ih", blocks(golden, "out.d.br", "out.d.bu", "out.d.bn"));
    RecurrentCell cell = RecurrentCell.GRU;
    return new RecurrentGolden("lecture_gru", cell, problem(golden, cell, null, values), expected);
  }

  private static double[] blocks(Golden golden, String... names) {
    return Arrays.stream(names).map(golden::doubles).flatMapToDouble(Arrays::stream).toArray();
  }

  private static RecurrentProblem problem(
      Golden golden, RecurrentCell cell, int[] lengths, Map<String, double[]> values) {
    return new RecurrentProblem(
        golden.integer("T"),
        golden.integer("N"),
        golden.integer("C"),
        golden.integer("H"),
        cell.outputs(golden.integer("H")),
        cell.gates(),
        lengths,
        values);
  }

  @Override
  public String toString() {
    return name;
  }
}
