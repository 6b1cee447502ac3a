package dev.unroll.cli.chart;

import java.util.List;
import java.util.Locale;

/// A table of numbers as a table of colours: who looked where in attention, what was taken for what. The
/// stronger the colour, the further the number from 0; numbers above and below 0 have two colours. A pointer
/// on a cell shows its number.
///
/// @param title what the chart shows; may be empty
/// @param rowLabel what the rows are; may be empty
/// @param columnLabel what the columns are; may be empty
/// @param rows the rows' names, from top to bottom
/// @param columns the columns' names, from left to right
/// @param values a number for each row and column; what is no finite number is left empty
public record HeatMap(
    String title,
    String rowLabel,
    String columnLabel,
    List<String> rows,
    List<String> columns,
    double[][] values)
    implements Chart {
  private static final double SMALL_CELL = 22;
  private static final double LARGE_CELL = 38;
  private static final double BAR = 160;

  public HeatMap {
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
    boolean fits = values.length == rows.size() && !rows.isEmpty() && !columns.isEmpty();
    for (double[] row : values) {
      fits &= row.length == columns.size();
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "expected numbers for each of %d rows and %d columns, at least one of each"
              .formatted(rows.size(), columns.size()));
    }
  }

  @Override
  public String svg(Theme theme) {
    double cell = rows.size() * columns.size() <= 400 ? LARGE_CELL : SMALL_CELL;
    boolean turned = columns.stream().anyMatch(name -> Svg.width(name) > cell - 4);
    double head = turned ? widest(columns) * 0.87 + 14 : 20; // at 60 degrees
    double left = 14 + (rowLabel.isEmpty() ? 0 : 20) + widest(rows) + 8;
    double top = 12 + (title.isEmpty() ? 0 : 28) + (columnLabel.isEmpty() ? 0 : 20) + head;
    double right = left + cell * columns.size();
    double bottom = top + cell * rows.size();
    double leaning = turned ? Svg.width(columns.getLast()) * 0.5 : 0;
    double width =
        Math.max(Math.max(right + leaning, left + BAR + 60), left + Svg.width(title) * 1.3);
    Svg svg = new Svg(width + 16, bottom + 56, title, theme);
    if (!title.isEmpty()) {
      svg.text(14, 27, "start", title, "class=\"t\"");
    }
    if (!columnLabel.isEmpty()) {
      svg.text((left + right) / 2, top - head - 6, "middle", columnLabel);
    }
    if (!rowLabel.isEmpty()) {
      svg.turnedText(22, (top + bottom) / 2, "middle", -90, rowLabel);
    }
    for (int column = 0; column < columns.size(); column++) {
      double x = left + (column + 0.5) * cell;
      if (turned) {
        svg.turnedText(x + 3, top - 6, "start", -60, columns.get(column));
      } else {
        svg.text(x, top - 6, "middle", columns.get(column));
      }
    }
    for (int row = 0; row < rows.size(); row++) {
      svg.text(left - 8, top + (row + 0.5) * cell + 4, "end", rows.get(row));
    }
    double strongest = strongest();
    drawCells(svg, left, top, cell, strongest);
    drawScale(svg, left, bottom + 18, strongest);
    return svg.end();
  }

  private static double widest(List<String> names) {
    return names.stream().mapToDouble(Svg::width).max().orElse(0);
  }

  /// The number that has the full colour; 1 where all are 0 or none is finite.
  private double strongest() {
    double strongest = 0;
    for (double[] row : values) {
      for (double value : row) {
        strongest = Double.isFinite(value) ? Math.max(strongest, Math.abs(value)) : strongest;
      }
    }
    return strongest == 0 ? 1 : strongest;
  }

  private boolean isSigned() {
    for (double[] row : values) {
      for (double value : row) {
        if (value < 0 && Double.isFinite(value)) {
          return true;
        }
      }
    }
    return false;
  }

  private void drawCells(Svg svg, double left, double top, double cell, double strongest) {
    for (int row = 0; row < rows.size(); row++) {
      for (int column = 0; column < columns.size(); column++) {
        double value = values[row][column];
        String place =
            "x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\""
                .formatted(
                    Svg.number(left + column * cell),
                    Svg.number(top + row * cell),
                    Svg.number(cell),
                    Svg.number(cell));
        String tip = "%s, %s: %s".formatted(rows.get(row), columns.get(column), label(value));
        svg.withTip("rect", place + " class=\"g\" " + fill(value, strongest), tip);
      }
    }
  }

  private static String fill(double value, double strongest) {
    if (!Double.isFinite(value)) {
      return "fill=\"none\"";
    }
    return "style=\"fill:var(--c%d)\" fill-opacity=\"%s\""
        .formatted(value < 0 ? 1 : 0, Svg.number(Math.abs(value) / strongest));
  }

  private static String label(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4g", value) : "none";
  }

  /// What the colours mean: from the least to the greatest number.
  private void drawScale(Svg svg, double left, double top, double strongest) {
    int steps = 32;
    double low = isSigned() ? -strongest : 0;
    for (int i = 0; i < steps; i++) {
      double value = low + (strongest - low) * (i + 0.5) / steps;
      svg.element(
          "rect",
          "x=\"%s\" y=\"%s\" width=\"%s\" height=\"10\" %s"
              .formatted(
                  Svg.number(left + i * BAR / steps),
                  Svg.number(top),
                  Svg.number(BAR / steps + 0.3),
                  fill(value, strongest)));
    }
    svg.element(
        "rect",
        "class=\"g\" fill=\"none\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"10\""
            .formatted(Svg.number(left), Svg.number(top), Svg.number(BAR)));
    double[] marked = low < 0 ? new double[] {low, 0, strongest} : new double[] {0, strongest};
    for (double value : marked) {
      double x = left + (value - low) / (strongest - low) * BAR;
      svg.text(x, top + 24, "middle", shortened(value));
    }
  }

  private static String shortened(double value) {
    return value == 0 ? "0" : String.format(Locale.ROOT, "%.2g", value).replace('-', '−');
  }
}
