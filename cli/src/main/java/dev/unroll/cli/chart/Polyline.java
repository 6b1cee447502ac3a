package dev.unroll.cli.chart;

/// A line through points from left to right. Of the many points in one column of pixels only the first, the
/// lowest, the highest and the last are drawn: the picture is the same, and its size is bounded.
final class Polyline {
  private final StringBuilder path = new StringBuilder();
  private boolean drawing; // whether a line has begun
  private long column;
  private int inColumn;
  private double firstX;
  private double firstY;
  private double lowest;
  private double highest;
  private double lastX;
  private double lastY;

  /// Goes on to a point.
  void to(double x, double y) {
    if (inColumn > 0 && Math.round(x) != column) {
      flush();
    }
    if (inColumn == 0) {
      column = Math.round(x);
      firstX = x;
      firstY = y;
      lowest = y;
      highest = y;
    }
    lowest = Math.min(lowest, y);
    highest = Math.max(highest, y);
    lastX = x;
    lastY = y;
    inColumn++;
  }

  /// Leaves a gap before the next point.
  void gap() {
    flush();
    drawing = false;
  }

  /// The attribute `d`.
  String path() {
    gap();
    return path.toString();
  }

  private void flush() {
    if (inColumn == 0) {
      return;
    }
    boolean alone = !drawing && inColumn == 1;
    point(firstX, firstY);
    if (inColumn > 2) {
      double middle = (firstX + lastX) / 2;
      point(middle, lowest);
      point(middle, highest);
    }
    if (inColumn > 1) {
      point(lastX, lastY);
    } else if (alone) {
      path.append("h0"); // a point without a line: its round cap is seen
      drawing = true;
    }
    inColumn = 0;
  }

  private void point(double x, double y) {
    path.append(drawing ? 'L' : 'M').append(Svg.number(x)).append(' ').append(Svg.number(y));
    drawing = true;
  }
}
