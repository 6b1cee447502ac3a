package dev.unroll.cli.lesson;

import dev.unroll.cli.chart.SurfaceChart;
import dev.unroll.models.lesson.Cliff;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The cliff, and who falls off it.
final class ClippingLesson {
  static final Lesson LESSON =
      new Lesson(
          "clipping",
          "Clipping: the cliff in the loss of one recurrent unit",
          ClippingLesson::tell);

  private static final int CELLS = 72;

  private ClippingLesson() {}

  private static void tell(Telling to) {
    to.say(
        "One unit runs for %d steps without input, and its loss is a function of its weight and bias:",
        Cliff.STEPS);
    to.verbatim("h[0] = ½,   h[t] = w σ(h[t−1]) + b,   L(w, b) = (σ(h[50]) − 0.7)²");
    to.say(
        "Gradient descent begins at w = %s, b = %s with the learning rate %s: without clipping, with each element of the gradient clipped to ±%s, and with the gradient's norm clipped to %s.",
        Cliff.FROM_W, Cliff.FROM_B, Cliff.RATE, Cliff.LIMIT, Cliff.LIMIT);
    List<Cliff.Descent> descents = Cliff.descents();
    List<List<String>> rows = new ArrayList<>();
    for (Cliff.Descent descent : descents) {
      Cliff.Point last = descent.points().getLast();
      rows.add(
          List.of(
              descent.name(),
              Telling.number(
                  descent.points().stream().mapToDouble(Cliff.Point::norm).max().orElseThrow()),
              Telling.number(descent.longestStep()),
              Telling.number(
                  descent.points().stream().mapToDouble(Cliff.Point::loss).min().orElseThrow()),
              Telling.number(last.w()),
              Telling.number(last.b()),
              Telling.number(last.loss())));
    }
    to.table(
        List.of(
            "descent", "largest ‖g‖", "longest step", "least loss", "w at the end", "b", "loss"),
        rows);
    to.say(
        "At the cliff the gradient is large because a small change of w or b decides which attractor the unit ends in. It says little about how far to go: without clipping one step leaves the valley for good. Clipping by the norm keeps the direction of the gradient; clipping by value turns it towards a diagonal.");
    double[] ws = places(3.8, 5.2);
    double[] bs = places(-2.6, -1.6);
    to.chart(
        new SurfaceChart(
            "The darker, the greater the loss: 0 to 0.49",
            "weight w",
            "bias b",
            ws,
            bs,
            Cliff.surface(ws, bs),
            descents.stream().map(ClippingLesson::path).toList()));
  }

  private static double[] places(double low, double high) {
    return IntStream.range(0, CELLS)
        .mapToDouble(i -> low + (high - low) * (i + 0.5) / CELLS)
        .toArray();
  }

  private static SurfaceChart.Path path(Cliff.Descent descent) {
    return new SurfaceChart.Path(
        descent.name(),
        descent.points().stream().mapToDouble(Cliff.Point::w).toArray(),
        descent.points().stream().mapToDouble(Cliff.Point::b).toArray());
  }
}
