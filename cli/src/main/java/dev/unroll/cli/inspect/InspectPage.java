package dev.unroll.cli.inspect;

import dev.unroll.cli.chart.LineChart;
import dev.unroll.cli.chart.PathChart;
import dev.unroll.cli.chart.Series;
import dev.unroll.cli.page.Page;
import dev.unroll.core.Tensor;
import dev.unroll.models.insight.Finding;
import dev.unroll.models.insight.InputGradients;
import dev.unroll.models.insight.Inspection;
import dev.unroll.models.insight.Reading;
import dev.unroll.models.insight.Saturation;
import dev.unroll.models.insight.Trace;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// Puts what was found on a page. The text can be looked at through any unit of any layer.
///
/// @param model what it is, for people
/// @param inspection of the tokens that are shown
/// @param markName the mark that units were compared with
/// @param mark its number for each token shown
/// @param findings the units that go with the mark, the best first; their traces may be longer
/// @param gradients of which the first is shown on the text
public record InspectPage(
    String model,
    Inspection inspection,
    String markName,
    double[] mark,
    List<Finding> findings,
    InputGradients gradients) {
  private static final int SHOWN_UNITS = 12;
  private static final int GUESSES = 5;

  /// The page.
  public Page page() {
    Page page = new Page("Inspection: " + model);
    page.style(Page.resource(InspectPage.class, "inspect.css"));
    page.paragraph(
        "What is within the model after each of the first %,d tokens of the text."
            .formatted(inspection.reading().steps()));
    findings(page);
    page.heading("One unit on the text")
        .html("<div id=\"unit\"></div>")
        .heading("All units over time")
        .html("<div id=\"units\"></div>");
    saturation(page);
    page.heading(inspection.reading().eachStep() ? "What it expects" : "What it answers")
        .html("<div id=\"guesses\"></div>");
    gradients(page);
    return page.data("inspection", data()).script(Page.resource(InspectPage.class, "inspect.js"));
  }

  private void findings(Page page) {
    page.heading("Units that go with the mark: " + markName);
    if (findings.isEmpty()) {
      page.paragraph("The mark is the same everywhere in the text: nothing correlates with it.");
      return;
    }
    page.paragraph(
        "Pearson's correlation of a unit's value (of a cell state c, tanh(c)) with the mark over %,d tokens."
            .formatted(findings.getFirst().trace().steps()));
    page.table(
        List.of("unit", "correlation", "mean within", "mean elsewhere"),
        findings.stream()
            .limit(SHOWN_UNITS)
            .map(
                found ->
                    List.of(
                        found.name(),
                        number(found.correlation()),
                        number(found.within()),
                        number(found.outside())))
            .toList());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value).replace('-', '−');
  }

  private void saturation(Page page) {
    List<Trace> gates = inspection.traces().stream().filter(Trace::isGate).toList();
    if (gates.isEmpty()) {
      return;
    }
    page.heading("Saturation of the gates");
    page.paragraph(
        "A unit of a gate is closed where it is below 0.1 and open where it is above 0.9; the shares are of the tokens.");
    page.table(
        List.of("gate", "closed", "open"),
        gates.stream()
            .map(
                gate -> {
                  Saturation all = Saturation.of(gate);
                  return List.of(gate.name(), number(all.closed()), number(all.open()));
                })
            .toList());
    gates.stream()
        .map(gate -> gate.layer() * 2 + (gate.reverse() ? 1 : 0))
        .distinct()
        .forEach(layer -> saturation(page, gates, layer));
  }

  private static void saturation(Page page, List<Trace> gates, int layer) {
    List<PathChart.Group> groups = new ArrayList<>();
    for (Trace gate : gates) {
      if (gate.layer() * 2 + (gate.reverse() ? 1 : 0) == layer) {
        float[] points = new float[2 * gate.units()];
        for (int unit = 0; unit < gate.units(); unit++) {
          Saturation one = Saturation.of(gate, unit);
          points[2 * unit] = (float) one.closed();
          points[2 * unit + 1] = (float) one.open();
        }
        groups.add(new PathChart.Group(gate.letter(), List.of(points), false));
      }
    }
    String name = "Layer %d%s".formatted(layer / 2, layer % 2 == 1 ? " reverse" : "");
    page.chart(
        new PathChart(
            name + ": a mark for each unit of a gate",
            "share of tokens on which it is closed",
            "share on which it is open",
            groups));
  }

  private void gradients(Page page) {
    Reading reading = inspection.reading();
    page.heading("How far back it looks");
    page.paragraph(
        "The norm of the gradient of the logarithm of an answer's probability with respect to what the layers read of each token: ‖∂ log p / ∂ x‖.");
    page.html("<div id=\"gradient\"></div>");
    if (reading.eachStep() && gradients.steps().length > 1) {
      page.chart(
          new LineChart(
              "Mean over %d answers".formatted(gradients.steps().length),
              "tokens back",
              "log₁₀ of the mean norm",
              List.of(byLag())));
    }
  }

  private Series byLag() {
    int most = 0;
    for (int step : gradients.steps()) {
      most = Math.max(most, step + 1);
    }
    double[] sums = new double[most];
    int[] counts = new int[most];
    for (int n = 0; n < gradients.steps().length; n++) {
      for (int lag = 0; lag <= gradients.steps()[n]; lag++) {
        sums[lag] += gradients.norms()[n][gradients.steps()[n] - lag];
        counts[lag]++;
      }
    }
    double[] logs = new double[most];
    for (int lag = 0; lag < most; lag++) {
      double mean = sums[lag] / counts[lag];
      logs[lag] = mean > 0 ? Math.log10(mean) : Double.NaN;
    }
    return Series.of("", logs);
  }

  private Map<String, Object> data() {
    Reading reading = inspection.reading();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("tokens", reading.tokens());
    data.put("separator", reading.separator());
    data.put("traces", inspection.traces().stream().map(InspectPage::trace).toList());
    data.put("mark", mark);
    data.put("markName", markName);
    data.put(
        "findings",
        findings.stream()
            .limit(SHOWN_UNITS)
            .map(found -> Map.of("trace", found.trace().name(), "unit", found.unit()))
            .toList());
    data.put("guesses", guesses());
    data.put(
        "gradient",
        Map.of(
            "step", gradients.steps()[0],
            "answer", reading.answers().get(gradients.answers()[0]),
            "norms", gradients.norms()[0]));
    data.put("eachStep", reading.eachStep());
    return data;
  }

  /// Values as bytes: of a cell state its tanh; others in parts of the largest magnitude, or of 1.
  private static Map<String, Object> trace(Trace trace) {
    boolean squashed = trace.letter().equals("c");
    double largest = 1;
    for (float value : trace.values().toArray()) {
      largest = squashed ? 1 : Math.max(largest, Math.abs(value));
    }
    byte[] bytes = new byte[trace.steps() * trace.units()];
    for (int i = 0; i < bytes.length; i++) {
      double value = trace.at(i / trace.units(), i % trace.units());
      bytes[i] = (byte) Math.round(127 * (squashed ? Math.tanh(value) : value / largest));
    }
    return Map.of(
        "name",
        trace.name(),
        "letter",
        trace.letter(),
        "units",
        trace.units(),
        "largest",
        largest,
        "values",
        Base64.getEncoder().encodeToString(bytes));
  }

  /// After each token the likeliest answers, `[answer, probability]`, and the one that the text gives.
  private List<Map<String, Object>> guesses() {
    Tensor p = inspection.probabilities();
    int answers = p.shape().dimension(1);
    int[] next = inspection.reading().next();
    List<Map<String, Object>> guesses = new ArrayList<>();
    for (int t = 0; t < p.shape().dimension(0); t++) {
      int step = t;
      List<List<Object>> best =
          IntStream.range(0, answers)
              .boxed()
              .sorted(Comparator.comparingDouble(k -> -p.get(step, k)))
              .limit(GUESSES)
              .map(k -> guess(p, step, k))
              .toList();
      Map<String, Object> at = new LinkedHashMap<>();
      at.put("best", best);
      at.put("next", next == null || next[t] < 0 ? null : guess(p, t, next[t]));
      guesses.add(at);
    }
    return guesses;
  }

  private List<Object> guess(Tensor p, int step, int answer) {
    double rounded = Math.round(1e4 * p.get(step, answer)) / 1e4;
    return List.of(inspection.reading().answers().get(answer), rounded);
  }
}
