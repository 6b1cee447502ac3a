package dev.unroll.cli.chart;

import java.util.List;

/// Lines over a horizontal axis: losses over epochs, a forecast beside the truth. A line of more points than
/// the chart has room for is drawn thin and pale, so that others are seen before it; a line of few points has a
/// dot at each of them.
///
/// @param title what the chart shows; may be empty
/// @param xLabel the horizontal axis's name and unit, such as `time (h)`; may be empty
/// @param yLabel the vertical axis's name and unit; may be empty
/// @param series the lines, each from left to right, at least one point in all
public record LineChart(String title, String xLabel, String yLabel, List<Series> series)
    implements Chart {
  private static final double WIDTH = 640;
  private static final double HEIGHT = 320;
  private static final int FEW = 32;
  private static final List<String> DASHES = List.of("", "7 4", "2 4", "9 4 2 4");

  public LineChart {
    series = List.copyOf(series);
  }

  @Override
  public String svg(Theme theme) {
    Extent x = new Extent();
    Extent y = new Extent();
    for (Series each : series) {
      for (int i = 0; i < each.x().length; i++) {
        if (each.isDrawn(i)) {
          x.add(each.x()[i]);
          y.add(each.y()[i]);
        }
      }
    }
    x.requireSome();
    Plot plot =
        Plot.begin(
            new Plot.Frame(title, xLabel, yLabel, WIDTH, HEIGHT),
            Axis.exactly(x.low(), x.high(), 8),
            Axis.of(y.low(), y.high(), 6),
            series.stream().map(Series::name).toList(),
            (svg, i, left, middle) -> sample(svg, i, left, middle),
            theme);
    for (int i = 0; i < series.size(); i++) {
      draw(plot, i);
    }
    return plot.svg.end();
  }

  private static void sample(Svg svg, int i, double x, double y) {
    svg.element(
        "path",
        style(i, "")
            + " d=\"M%s %sh%s\""
                .formatted(Svg.number(x), Svg.number(y), Svg.number(Legend.sample())));
  }

  private static String style(int i, String more) {
    String dash = DASHES.get(i % DASHES.size());
    return "class=\"l c%d%s\"".formatted(i % Theme.COLORS, more)
        + (dash.isEmpty() ? "" : " stroke-dasharray=\"" + dash + "\"");
  }

  private void draw(Plot plot, int index) {
    Series each = series.get(index);
    Polyline line = new Polyline();
    for (int i = 0; i < each.x().length; i++) {
      if (each.isDrawn(i)) {
        line.to(plot.x(each.x()[i]), plot.y(each.y()[i]));
      } else {
        line.gap();
      }
    }
    String path = line.path();
    if (!path.isEmpty()) {
      boolean dense = each.x().length > 2 * WIDTH;
      plot.svg.element("path", style(index, dense ? " n" : "") + " d=\"" + path + "\"");
    }
    if (each.x().length <= FEW) {
      drawDots(plot, index);
    }
  }

  private void drawDots(Plot plot, int index) {
    Series each = series.get(index);
    for (int i = 0; i < each.x().length; i++) {
      if (each.isDrawn(i)) {
        plot.svg.element(
            "circle",
            "class=\"f%d\" cx=\"%s\" cy=\"%s\" r=\"3\""
                .formatted(
                    index % Theme.COLORS,
                    Svg.number(plot.x(each.x()[i])),
                    Svg.number(plot.y(each.y()[i]))));
      }
    }
  }
}
