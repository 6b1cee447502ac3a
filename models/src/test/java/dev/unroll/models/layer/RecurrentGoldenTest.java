package dev.unroll.models.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.core.testing.Golden;
import dev.unroll.models.layer.Sequence.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every golden case that is a recurrent layer or a stack of them, run through [Recurrent] with the
/// options in its file: results, last states and gradients as in float64.
final class RecurrentGoldenTest {
  /// The cells that torch.nn lacks: for each parameter the blocks of which it is made, from the top
  /// down.
  private static final Map<String, Map<String, List<String>>> LECTURES =
      Map.of(
          "lecture_gru",
          Map.of(
              "gru_weight_ih_l0", List.of("Wrx", "Wux", "Wnx"),
              "gru_weight_hh_l0", List.of("Wrh", "Wuh", "Wnh"),
              "gru_bias_ih_l0", List.of("br", "bu", "bn")),
          "simplified_gru",
          Map.of(
              "simplified_gru_weight_ih_l0", List.of("Wux", "Wnx"),
              "simplified_gru_weight_hh_l0", List.of("Wuh", "Wnh"),
              "simplified_gru_bias_ih_l0", List.of("bu", "bn")),
          "jordan",
          Map.of(
              "jordan_weight_ih_l0", List.of("Wx"),
              "jordan_weight_hh_l0", List.of("Wh"),
              "jordan_bias_ih_l0", List.of("b"),
              "jordan_weight_ho_l0", List.of("Wy"),
              "jordan_bias_ho_l0", List.of("by")),
          "peephole_lstm",
          Map.of(
              "peephole_lstm_weight_ih_l0", List.of("W"),
              "peephole_lstm_weight_hh_l0", List.of("R"),
              "peephole_lstm_bias_ih_l0", List.of("b"),
              "peephole_lstm_peephole_i_l0", List.of("pi"),
              "peephole_lstm_peephole_f_l0", List.of("pf"),
              "peephole_lstm_peephole_o_l0", List.of("po")));

  private static final Map<String, Cell> LECTURE_CELLS =
      Map.of(
          "lecture_gru", Cell.GRU,
          "simplified_gru", Cell.SIMPLIFIED_GRU,
          "jordan", Cell.JORDAN,
          "peephole_lstm", Cell.PEEPHOLE_LSTM);

  @TestFactory
  Stream<DynamicTest> equalsPyTorch() {
    return cases("recurrent").map(name -> DynamicTest.dynamicTest(name, () -> torch(name)));
  }

  @TestFactory
  Stream<DynamicTest> equalsTheLectures() {
    return LECTURES.keySet().stream()
        .flatMap(RecurrentGoldenTest::cases)
        .map(name -> DynamicTest.dynamicTest(name, () -> lecture(name)));
  }

  @Test
  void findsAllCases() {
    assertTrue(cases("recurrent").count() >= 19);
    LECTURES.keySet().forEach(name -> assertEquals(1, cases(name).count(), name));
  }

  private static Stream<String> cases(String kind) {
    return Golden.names().stream()
        .filter(name -> Golden.load(name).options().getOrDefault("case", "").equals(kind));
  }

  private static void torch(String name) {
    Golden golden = Golden.load(name);
    RecurrentOptions options =
        RecurrentOptions.of(cell(golden), golden.integer("C"), golden.integer("H"))
            .stacked(golden.integer("layers"), 0)
            .withProjection(golden.integer("proj"))
            .withBiases(golden.flag("bias") ? Biases.TWO : Biases.NONE);
    Map<String, List<String>> parts = new LinkedHashMap<>();
    for (String tensor : golden.tensors()) {
      if (tensor.startsWith("in.weight") || tensor.startsWith("in.bias")) {
        String parameter = tensor.substring("in.".length());
        parts.put(parameter, List.of(parameter));
      }
    }
    check(golden, golden.flag("bidirectional") ? options.bidirectional() : options, parts);
  }

  private static Cell cell(Golden golden) {
    return switch (golden.option("kind")) {
      case "RNN" -> golden.flag("relu") ? Cell.RNN_RELU : Cell.RNN;
      case "LSTM" -> golden.integer("proj") > 0 ? Cell.PROJECTED_LSTM : Cell.LSTM;
      case "GRU" -> Cell.RESET_AFTER_GRU;
      default -> throw new AssertionError(golden.option("kind"));
    };
  }

  private static void lecture(String name) {
    Golden golden = Golden.load(name);
    String kind = golden.option("case");
    RecurrentOptions options =
        RecurrentOptions.of(LECTURE_CELLS.get(kind), golden.integer("C"), golden.integer("H"))
            .withBiases(Biases.ONE);
    int outputs = Integer.parseInt(golden.options().getOrDefault("O", "0"));
    check(golden, options.withProjection(outputs), LECTURES.get(kind));
  }

  private static void check(
      Golden golden, RecurrentOptions options, Map<String, List<String>> parts) {
    Map<String, Tensor> tensors = new HashMap<>();
    parts.forEach((name, blocks) -> tensors.put(name, joined(golden, blocks)));
    Scope scope = Scope.stored(tensors);
    Recurrent recurrent = new Recurrent(scope, options);
    scope.done();
    int[] lengths = golden.options().containsKey("lengths") ? golden.lengths() : null;
    Tape tape = new Tape();
    Variable x = tape.leaf(golden.tensor("in.x"));
    List<Variable> h0 = states(tape, golden, golden.has("in.y0") ? "in.y0" : "in.h0");
    List<Variable> c0 = states(tape, golden, "in.c0");
    boolean given = !golden.options().getOrDefault("initial_state", "True").equals("False");
    State initial = given ? new State(h0, c0) : null;
    Recurrent.Result result =
        recurrent.forward(Pass.reading(tape), new Features(x, lengths), initial);

    // 1. the results
    int depth = golden.integer("H") * Math.max(1, options.layers()) + golden.integer("C");
    double tolerance = 8.0 * (golden.integer("T") + 1) * options.layers() * depth * 0x1p-23;
    Close.check("y", golden.doubles("out.y"), result.y().value(), tolerance);
    List<Variable> outputs = new ArrayList<>(List.of(result.y()));
    List<Tensor> seeds = new ArrayList<>(List.of(golden.tensor("in.dy")));
    last(golden, "hn", result.last().h(), outputs, seeds, tolerance);
    last(golden, "cn", result.last().c(), outputs, seeds, tolerance);

    // 2. the gradients
    tape.backward(outputs.toArray(Variable[]::new), seeds.toArray(Tensor[]::new));
    double gradientTolerance = 4 * tolerance;
    Close.check("dx", golden.doubles("out.dx"), x.gradient(), gradientTolerance);
    if (given) {
      first(golden, golden.has("out.dy0") ? "out.dy0" : "out.dh0", h0, gradientTolerance);
      first(golden, "out.dc0", c0, gradientTolerance);
    }
    long checked = 0;
    for (Parameter parameter : scope.parameters()) {
      int row = 0;
      for (String block : parts.get(parameter.name())) {
        double[] wanted = golden.doubles("out.d." + block);
        int rows = golden.shape("in." + block).dimension(0);
        Tensor part = parameter.gradient().slice(row, row + rows);
        Close.check("d " + block, wanted, part, gradientTolerance);
        row += rows;
        checked++;
      }
    }
    assertEquals(
        golden.tensors().stream().filter(each -> each.startsWith("out.d.")).count(), checked);
  }

  /// Blocks below one another.
  private static Tensor joined(Golden golden, List<String> blocks) {
    int[] extents = golden.shape("in." + blocks.getFirst()).dimensions();
    extents[0] = blocks.stream().mapToInt(each -> golden.shape("in." + each).dimension(0)).sum();
    Tensor all = Tensor.zeros(extents);
    int row = 0;
    for (String block : blocks) {
      Tensor part = golden.tensor("in." + block);
      all.slice(row, row + part.shape().dimension(0)).copyFrom(part);
      row += part.shape().dimension(0);
    }
    return all;
  }

  /// The initial states as leaves: a tensor of three axes holds one for each layer and direction.
  private static List<Variable> states(Tape tape, Golden golden, String name) {
    List<Variable> states = new ArrayList<>();
    if (golden.has(name)) {
      Tensor all = golden.tensor(name);
      boolean one = all.shape().rank() == 2;
      for (int i = 0; i < (one ? 1 : all.shape().dimension(0)); i++) {
        states.add(tape.leaf(one ? all : all.at(i)));
      }
    }
    return states;
  }

  private static void last(
      Golden golden,
      String name,
      List<Variable> states,
      List<Variable> outputs,
      List<Tensor> seeds,
      double tolerance) {
    for (int i = 0; i < states.size() && golden.has("out." + name); i++) {
      double[] wanted = part(golden.doubles("out." + name), i, states.size());
      Close.check(name + " " + i, wanted, states.get(i).value(), tolerance);
      outputs.add(states.get(i));
      seeds.add(golden.tensor("in.d" + name).at(i));
    }
  }

  private static void first(Golden golden, String name, List<Variable> states, double tolerance) {
    for (int i = 0; i < states.size(); i++) {
      double[] wanted = part(golden.doubles(name), i, states.size());
      Close.check(name + " " + i, wanted, states.get(i).gradient(), tolerance);
    }
  }

  private static double[] part(double[] all, int index, int of) {
    int length = all.length / of;
    return Arrays.copyOfRange(all, index * length, (index + 1) * length);
  }
}
