package dev.unroll.models.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Workers;
import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.language.LanguageModelOptions;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.text.TokenVocabulary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class InspectionTest {
  private static final int[] IDS = {2, 0, 1, 1, 3, 0, 2};
  private static final int HIDDEN = 3;

  /// Gates are computed in another order than in the kernels, in part in double.
  private static final double TOLERANCE = 1e-5;

  /// Two layers in both directions that begin with states which are not zero.
  private static Reading reading(Cell cell) {
    RecurrentOptions options =
        RecurrentOptions.of(cell, 4, HIDDEN)
            .stacked(2, 0)
            .bidirectional()
            .withLearnedInitialState();
    if (cell == Cell.PROJECTED_LSTM) {
      options = options.withProjection(2);
    }
    Scope scope = Scope.fresh(5, Initializer.torch());
    Recurrent stack = new Recurrent(scope, options);
    scope
        .parameters()
        .forEach(
            parameter -> {
              for (int i = 0; i < parameter.value().elements(); i++) {
                parameter.value().data()[parameter.value().offset() + i] +=
                    0.3f * ((i * 7 + parameter.name().length()) % 5 - 2);
              }
            });
    return new Reading(
        IntStream.of(IDS).mapToObj(id -> "abcd".substring(id, id + 1)).toList(),
        "",
        stack,
        (pass, _) -> stack.forward(pass, new Sequence.Tokens(IDS, IDS.length, 1), null).y(),
        IntStream.range(0, stack.outputs()).mapToObj(Integer::toString).toList(),
        true,
        null);
  }

  private static List<Map<String, Trace>> layers(Cell cell) {
    Inspection inspection = Inspection.of(reading(cell), Workers.CALLER);
    return inspection.traces().stream()
        .collect(Collectors.groupingBy(trace -> 2 * trace.layer() + (trace.reverse() ? 1 : 0)))
        .values()
        .stream()
        .map(
            traces -> traces.stream().collect(Collectors.toMap(Trace::letter, Function.identity())))
        .toList();
  }

  private interface State {
    /// @param t the step
    /// @param before the step before it, in the direction of the layer
    double of(Map<String, Trace> traces, int t, int before, int unit);
  }

  /// The gates give the hidden states by the cell's last equation.
  private static void check(Cell cell, Set<String> letters, State state) {
    List<Map<String, Trace>> layers = layers(cell);
    assertEquals(4, layers.size());
    for (Map<String, Trace> traces : layers) {
      assertEquals(letters, traces.keySet());
      Trace h = traces.get("h");
      assertEquals(IDS.length, h.steps());
      for (int n = 1; n < IDS.length; n++) {
        int t = h.reverse() ? IDS.length - 1 - n : n;
        int before = h.reverse() ? t + 1 : t - 1;
        for (int unit = 0; unit < h.units(); unit++) {
          assertEquals(
              h.at(t, unit), state.of(traces, t, before, unit), TOLERANCE, h.name() + " " + t);
        }
      }
    }
  }

  private static double lstm(Map<String, Trace> traces, int t, int before, int unit, boolean relu) {
    double c = traces.get("c").at(t, unit);
    double carried =
        traces.get("f").at(t, unit) * traces.get("c").at(before, unit)
            + traces.get("i").at(t, unit) * traces.get("g").at(t, unit);
    assertEquals(c, carried, TOLERANCE);
    return traces.get("o").at(t, unit) * (relu ? Math.max(0, c) : Math.tanh(c));
  }

  private static final Set<String> LSTM = Set.of("h", "i", "f", "g", "o", "c");

  @Test
  void lstm() {
    check(Cell.LSTM, LSTM, (traces, t, before, unit) -> lstm(traces, t, before, unit, false));
  }

  @Test
  void lstmWithRelu() {
    check(Cell.LSTM_RELU, LSTM, (traces, t, before, unit) -> lstm(traces, t, before, unit, true));
  }

  @Test
  void peepholeLstm() {
    check(
        Cell.PEEPHOLE_LSTM,
        LSTM,
        (traces, t, before, unit) -> lstm(traces, t, before, unit, false));
  }

  @Test
  void projectedLstm() {
    for (Map<String, Trace> traces : layers(Cell.PROJECTED_LSTM)) {
      assertEquals(2, traces.get("h").units());
      assertEquals(HIDDEN, traces.get("c").units());
      int t = traces.get("h").reverse() ? 2 : 3;
      int before = traces.get("h").reverse() ? 3 : 2;
      lstm(traces, t, before, 1, false);
    }
  }

  @Test
  void gru() {
    check(
        Cell.GRU,
        Set.of("h", "r", "u", "n"),
        (traces, t, before, unit) -> {
          double u = traces.get("u").at(t, unit);
          return (1 - u) * traces.get("h").at(before, unit) + u * traces.get("n").at(t, unit);
        });
  }

  @Test
  void resetAfterGru() {
    check(
        Cell.RESET_AFTER_GRU,
        Set.of("h", "r", "z", "n"),
        (traces, t, before, unit) -> {
          double z = traces.get("z").at(t, unit);
          return z * traces.get("h").at(before, unit) + (1 - z) * traces.get("n").at(t, unit);
        });
  }

  @Test
  void simplifiedGru() {
    check(
        Cell.SIMPLIFIED_GRU,
        Set.of("h", "u", "n"),
        (traces, t, before, unit) -> {
          double u = traces.get("u").at(t, unit);
          return (1 - u) * traces.get("h").at(before, unit) + u * traces.get("n").at(t, unit);
        });
  }

  @Test
  void aSimpleNetworkHasNoGates() {
    layers(Cell.RNN).forEach(traces -> assertEquals(Set.of("h"), traces.keySet()));
    layers(Cell.JORDAN).forEach(traces -> assertEquals(Set.of("h"), traces.keySet()));
  }

  @Test
  void probabilitiesAreThoseOfTheScore() {
    TokenVocabulary vocabulary = TokenVocabulary.of(Set.of(), List.of("a", "b", "c", "\n"));
    LanguageModel model =
        LanguageModel.build(LanguageModelOptions.characters(Cell.LSTM, 5), vocabulary, 1);
    String text = "abcabba\ncab";

    Reading reading = Reading.of(model, text, 100);
    Inspection inspection = Inspection.of(reading, Workers.CALLER);

    Tensor p = inspection.probabilities();
    double nats = 0;
    for (int t = 0; t + 1 < text.length(); t++) {
      nats -= Math.log(p.get(t, reading.next()[t]));
    }
    assertEquals(-1, reading.next()[text.length() - 1]);
    assertEquals(model.score(text).natsPerToken(), nats / (text.length() - 1), 1e-6);
    assertEquals(4, Reading.of(model, text, 4).steps());
    assertEquals("b", reading.answers().get(reading.next()[3]));
  }

  @Test
  void saturation() {
    Trace gate =
        new Trace(
            0,
            false,
            "f",
            Tensor.wrap(
                new float[] {0.05f, 0.95f, 0.5f, 0.96f, 0.01f, 0.97f, 0.02f, 0.2f},
                0,
                Shape.of(4, 2)));

    assertEquals(new Saturation(0.75, 0), Saturation.of(gate, 0));
    assertEquals(new Saturation(0, 0.75), Saturation.of(gate, 1));
    assertEquals(new Saturation(0.375, 0.375), Saturation.of(gate));
    assertTrue(gate.isGate());
  }
}
