package dev.unroll.cli.chart;

/// From the least to the greatest of some numbers.
final class Extent {
  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;

  void add(double number) {
    low = Math.min(low, number);
    high = Math.max(high, number);
  }

  void requireSome() {
    if (low > high) {
      throw new IllegalArgumentException(
          "a chart: expected at least one point of finite numbers, got none");
    }
  }

  double low() {
    return low;
  }

  double high() {
    return high;
  }
}
