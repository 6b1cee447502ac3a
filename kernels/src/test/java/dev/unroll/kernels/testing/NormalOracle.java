package dev.unroll.kernels.testing;

/// The standard normal distribution in double, by numeric integration.
public final class NormalOracle {
  /// Intervals of Simpson's rule: its error is below 10⁻¹³ of the integral.
  private static final int INTERVALS = 16_000;

  private NormalOracle() {}

  /// φ(x) = exp(−x²/2)/√(2π).
  public static double density(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  /// Φ(x): 1 less the tail above x, or the tail below.
  public static double distribution(double x) {
    return x > 0 ? 1 - tail(x) : tail(-x);
  }

  /// ∫ φ from x ≥ 0 on = φ(x)·∫ exp(−x·s − s²/2) ds over s ≥ 0, with `s = u/(1 + x)`, up to u = 36.
  private static double tail(double x) {
    double width = 36.0 / INTERVALS;
    double sum = 0;
    for (int k = 0; k <= INTERVALS; k++) {
      double s = k * width / (1 + x);
      int weight = k == 0 || k == INTERVALS ? 1 : k % 2 == 0 ? 2 : 4;
      sum += weight * Math.exp(-s * (x + s / 2));
    }
    return density(x) * sum * width / 3 / (1 + x);
  }
}
