package dev.unroll.cli.chart;

import java.util.List;

/// Paths in a plane, a unit as long in one direction as in the other: where somebody went, and where a model
/// thought that they would go. Each position has a mark.
///
/// @param title what the chart shows; may be empty
/// @param xLabel the horizontal axis's name and unit; may be empty
/// @param yLabel the vertical axis's name and unit; may be empty
/// @param groups what is drawn alike
public record PathChart(String title, String xLabel, String yLabel, List<Group> groups)
    implements Chart {
  private static final double WIDTH = 640;
  private static final double LEAST_HEIGHT = 160;
  private static final double MOST_HEIGHT = 640;
  private static final double MARK = 3.5;
  private static final int MARKS = 4;

  /// Paths of one kind.
  ///
  /// @param name what they are
  /// @param paths x and y of each position in turn
  /// @param joined whether a line joins a path's positions; else they are points only
  public record Group(String name, List<float[]> paths, boolean joined) {
    public Group {
      paths = List.copyOf(paths);
      for (float[] path : paths) {
        if (path.length % 2 != 0) {
          throw new IllegalArgumentException(
              "group '%s': expected x and y for each position, got %d numbers"
                  .formatted(name, path.length));
        }
      }
    }
  }

  public PathChart {
    groups = List.copyOf(groups);
  }

  @Override
  public String svg(Theme theme) {
    Extent x = new Extent();
    Extent y = new Extent();
    for (Group group : groups) {
      for (float[] path : group.paths) {
        for (int i = 0; i < path.length; i += 2) {
          if (isDrawn(path, i)) {
            x.add(path[i]);
            y.add(path[i + 1]);
          }
        }
      }
    }
    x.requireSome();
    Axis horizontal = Axis.of(x.low(), x.high(), 8);
    Axis vertical = Axis.of(y.low(), y.high(), 8);
    // One scale for both axes: the wider one fits, the other one gets more room than it needs.
    double ratio = (vertical.high() - vertical.low()) / (horizontal.high() - horizontal.low());
    double height = Math.clamp(WIDTH * ratio, LEAST_HEIGHT, MOST_HEIGHT);
    double unit =
        Math.min(
            WIDTH / (horizontal.high() - horizontal.low()),
            height / (vertical.high() - vertical.low()));
    horizontal = widened(horizontal, WIDTH / unit);
    vertical = widened(vertical, height / unit);
    Plot plot =
        Plot.begin(
            new Plot.Frame(title, xLabel, yLabel, WIDTH, height),
            horizontal,
            vertical,
            groups.stream().map(Group::name).toList(),
            this::sample,
            theme);
    for (int i = 0; i < groups.size(); i++) {
      for (float[] path : groups.get(i).paths) {
        draw(plot, i, path);
      }
    }
    return plot.svg.end();
  }

  private static boolean isDrawn(float[] path, int i) {
    return Float.isFinite(path[i]) && Float.isFinite(path[i + 1]);
  }

  private static Axis widened(Axis axis, double length) {
    double more = Math.max(0, (length - (axis.high() - axis.low())) / 2);
    return new Axis(axis.low() - more, axis.high() + more, axis.step());
  }

  private void sample(Svg svg, int i, double x, double y) {
    if (groups.get(i).joined) {
      svg.line("l c" + i % Theme.COLORS, x, y, x + Legend.sample(), y);
    }
    mark(svg, i, x + Legend.sample() / 2, y);
  }

  private void draw(Plot plot, int group, float[] path) {
    if (groups.get(group).joined) {
      StringBuilder line = new StringBuilder();
      boolean drawing = false;
      for (int i = 0; i < path.length; i += 2) {
        boolean drawn = isDrawn(path, i);
        if (drawn) {
          line.append(drawing ? 'L' : 'M').append(Svg.number(plot.x(path[i])));
          line.append(' ').append(Svg.number(plot.y(path[i + 1])));
        }
        drawing = drawn;
      }
      plot.svg.element("path", "class=\"l c%d\" d=\"%s\"".formatted(group % Theme.COLORS, line));
    }
    for (int i = 0; i < path.length; i += 2) {
      if (isDrawn(path, i)) {
        mark(plot.svg, group, plot.x(path[i]), plot.y(path[i + 1]));
      }
    }
  }

  /// A disc, a square, a triangle or a diamond.
  private static void mark(Svg svg, int group, double x, double y) {
    double r = MARK;
    String style = "class=\"f%d\" ".formatted(group % Theme.COLORS);
    String shape =
        switch (group % MARKS) {
          case 1 -> polygon(x, y, -r, -r, r, -r, r, r, -r, r);
          case 2 -> polygon(x, y, 0, -1.3 * r, 1.2 * r, r, -1.2 * r, r);
          case 3 -> polygon(x, y, 0, -1.4 * r, 1.4 * r, 0, 0, 1.4 * r, -1.4 * r, 0);
          default -> null;
        };
    if (shape != null) {
      svg.element("path", style + shape);
    } else {
      svg.element(
          "circle",
          style
              + "cx=\"%s\" cy=\"%s\" r=\"%s\""
                  .formatted(Svg.number(x), Svg.number(y), Svg.number(r)));
    }
  }

  private static String polygon(double x, double y, double... corners) {
    StringBuilder path = new StringBuilder("d=\"");
    for (int i = 0; i < corners.length; i += 2) {
      path.append(i == 0 ? 'M' : 'L').append(Svg.number(x + corners[i]));
      path.append(' ').append(Svg.number(y + corners[i + 1]));
    }
    return path.append("z\"").toString();
  }
}
