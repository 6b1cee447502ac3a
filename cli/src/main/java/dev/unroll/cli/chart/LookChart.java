package dev.unroll.cli.chart;

import java.util.Base64;
import java.util.List;

/// Where on a picture somebody looked: the picture once for each look, darkened where little weight was, with a
/// name below it. A pointer on a cell shows its weight.
///
/// @param title what the chart shows; may be empty
/// @param png the picture as a PNG file
/// @param height its rows of pixels
/// @param width pixels of a row
/// @param looks in their order, at least one
public record LookChart(String title, byte[] png, int height, int width, List<Look> looks)
    implements Chart {
  private static final double TILE = 112;
  private static final double GAP = 12;
  private static final int COLUMNS = 6;
  private static final double DARKEST = 0.8;

  /// A look.
  ///
  /// @param name of it
  /// @param weights of the cells of a grid over the picture, row by row; 0 or above
  public record Look(String name, double[][] weights) {}

  public LookChart {
    looks = List.copyOf(looks);
    if (looks.isEmpty()) {
      throw new IllegalArgumentException("expected at least one look, got none");
    }
  }

  @Override
  public String svg(Theme theme) {
    double scale = TILE / Math.max(height, width);
    double tileWidth = width * scale;
    double tileHeight = height * scale;
    int columns = Math.min(COLUMNS, looks.size());
    int rows = Math.ceilDiv(looks.size(), columns);
    double step = tileWidth + GAP;
    double rise = tileHeight + 2 * GAP + Svg.TEXT;
    double top = title.isEmpty() ? GAP : GAP + 28;
    double wide = Math.max(columns * step + GAP, Svg.width(title) * 1.3 + 2 * GAP);
    Svg svg = new Svg(wide, top + rows * rise, title, theme);
    if (!title.isEmpty()) {
      svg.text(GAP, 27, "start", title, "class=\"t\"");
    }
    String size =
        "width=\"%s\" height=\"%s\"".formatted(Svg.number(tileWidth), Svg.number(tileHeight));
    for (int i = 0; i < looks.size(); i++) {
      double x = GAP + i % columns * step;
      double y = top + i / columns * rise;
      svg.element(
          "image",
          "x=\"%s\" y=\"%s\" %s preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" href=\"data:image/png;base64,%s\""
              .formatted(
                  Svg.number(x), Svg.number(y), size, Base64.getEncoder().encodeToString(png)));
      darken(svg, looks.get(i), x, y, tileWidth, tileHeight);
      svg.text(x + tileWidth / 2, y + tileHeight + Svg.TEXT + 4, "middle", looks.get(i).name());
    }
    return svg.end();
  }

  private static void darken(
      Svg svg, Look look, double left, double top, double width, double height) {
    double[][] weights = look.weights();
    double strongest = 0;
    for (double[] row : weights) {
      for (double weight : row) {
        strongest = Math.max(strongest, weight);
      }
    }
    for (int row = 0; row < weights.length; row++) {
      for (int column = 0; column < weights[row].length; column++) {
        double share = strongest > 0 ? weights[row][column] / strongest : 1;
        double cellWidth = width / weights[row].length;
        double cellHeight = height / weights.length;
        svg.withTip(
            "rect",
            "x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"#000\" fill-opacity=\"%s\""
                .formatted(
                    Svg.number(left + column * cellWidth),
                    Svg.number(top + row * cellHeight),
                    Svg.number(cellWidth),
                    Svg.number(cellHeight),
                    Svg.number(DARKEST * (1 - share))),
            "%s: %.3f".formatted(look.name(), weights[row][column]));
      }
    }
  }
}
