package dev.unroll.cli.chart;

import java.util.List;

/// A function of two numbers as shades, the stronger the greater, with paths on it.
///
/// @param title what the chart shows; may be empty
/// @param xLabel the horizontal axis's name and unit; may be empty
/// @param yLabel the vertical axis's name and unit; may be empty
/// @param x the middles of the columns, equally far from one another, at least two
/// @param y the middles of the rows, from the bottom up, likewise
/// @param values of at least 0, a row for each y; what is no finite number is left empty
/// @param paths cut off at the edges
public record SurfaceChart(
    String title,
    String xLabel,
    String yLabel,
    double[] x,
    double[] y,
    double[][] values,
    List<Path> paths)
    implements Chart {
  private static final double WIDTH = 640;
  private static final double HEIGHT = 460;

  /// Places in turn, each with a mark, joined by a line.
  public record Path(String name, double[] x, double[] y) {}

  public SurfaceChart {
    paths = List.copyOf(paths);
    if (x.length < 2 || y.length < 2 || values.length != y.length) {
      throw new IllegalArgumentException(
          "expected at least two columns and rows, and as many rows of values, got %d, %d and %d"
              .formatted(x.length, y.length, values.length));
    }
  }

  @Override
  public String svg(Theme theme) {
    double dx = x[1] - x[0];
    double dy = y[1] - y[0];
    Plot plot =
        Plot.begin(
            new Plot.Frame(title, xLabel, yLabel, WIDTH, HEIGHT),
            Axis.exactly(x[0] - dx / 2, x[x.length - 1] + dx / 2, 8),
            Axis.exactly(y[0] - dy / 2, y[y.length - 1] + dy / 2, 6),
            paths.stream().map(Path::name).toList(),
            (svg, i, left, middle) -> {
              svg.line(style(i), left, middle, left + Legend.sample(), middle);
              mark(svg, i, left + Legend.sample() / 2, middle);
            },
            theme);
    drawCells(plot);
    for (int i = 0; i < paths.size(); i++) {
      draw(plot, i);
    }
    return plot.svg.end();
  }

  private void drawCells(Plot plot) {
    double greatest = 0;
    for (double[] row : values) {
      for (double value : row) {
        greatest = Double.isFinite(value) ? Math.max(greatest, value) : greatest;
      }
    }
    double width = (plot.right - plot.left) / x.length;
    double height = (plot.bottom - plot.top) / y.length;
    for (int row = 0; row < y.length; row++) {
      for (int column = 0; column < x.length; column++) {
        if (!Double.isFinite(values[row][column])) {
          continue;
        }
        double opacity = greatest > 0 ? 0.75 * values[row][column] / greatest : 0;
        plot.svg.element(
            "rect",
            "style=\"fill:var(--fg)\" fill-opacity=\"%s\" shape-rendering=\"crispEdges\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\""
                .formatted(
                    Svg.number(opacity),
                    Svg.number(plot.left + column * width),
                    Svg.number(plot.bottom - (row + 1) * height),
                    Svg.number(width),
                    Svg.number(height)));
      }
    }
  }

  private static String style(int i) {
    return "l c" + i % Theme.COLORS;
  }

  private static void mark(Svg svg, int i, double x, double y) {
    svg.element(
        "circle",
        "class=\"f%d\" cx=\"%s\" cy=\"%s\" r=\"3\""
            .formatted(i % Theme.COLORS, Svg.number(x), Svg.number(y)));
  }

  /// The part of a segment that lies in the plane (Liang and Barsky 1984).
  private static void drawSegment(Plot plot, int index, Path path, int to) {
    double px = plot.x(path.x[to - 1]);
    double py = plot.y(path.y[to - 1]);
    double dx = plot.x(path.x[to]) - px;
    double dy = plot.y(path.y[to]) - py;
    double[] steps = {-dx, dx, -dy, dy};
    double[] room = {px - plot.left, plot.right - px, py - plot.top, plot.bottom - py};
    double begin = 0;
    double end = 1;
    for (int edge = 0; edge < 4; edge++) {
      if (steps[edge] < 0) {
        begin = Math.max(begin, room[edge] / steps[edge]);
      } else if (steps[edge] > 0) {
        end = Math.min(end, room[edge] / steps[edge]);
      } else if (room[edge] < 0) {
        end = -1;
      }
    }
    if (begin < end) {
      plot.svg.line(style(index), px + begin * dx, py + begin * dy, px + end * dx, py + end * dy);
    }
  }

  private static boolean isInside(Plot plot, double px, double py) {
    return px >= plot.left && px <= plot.right && py >= plot.top && py <= plot.bottom;
  }

  private void draw(Plot plot, int index) {
    Path path = paths.get(index);
    for (int k = 1; k < path.x.length; k++) {
      drawSegment(plot, index, path, k);
    }
    for (int k = 0; k < path.x.length; k++) {
      double px = plot.x(path.x[k]);
      double py = plot.y(path.y[k]);
      if (isInside(plot, px, py)) {
        mark(plot.svg, index, px, py);
      }
    }
  }
}
