package dev.unroll.cli.chart;

/// Points that belong together.
///
/// @param name what they are
/// @param x where along the horizontal axis
/// @param y where along the vertical one; what is no finite number leaves a gap
public record Series(String name, double[] x, double[] y) {
  public Series {
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "series '%s': expected as many x as y, got %d and %d"
              .formatted(name, x.length, y.length));
    }
  }

  /// Values at 0, 1, 2…
  public static Series of(String name, double... y) {
    double[] x = new double[y.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }
    return new Series(name, x, y);
  }

  /// Whether a point can be drawn.
  boolean isDrawn(int i) {
    return Double.isFinite(x[i]) && Double.isFinite(y[i]);
  }
}
