package dev.unroll.kernels.scalar;

/// The standard normal distribution in double, from sums that need nothing but [StrictMath#exp]: what
/// [ScalarGelu] is held against.
final class Normal {
  /// 1/√(2π).
  private static final double PEAK = 0.3989422804014327;

  /// From here on the continued fraction converges faster than the series.
  private static final double FAR = 3;

  /// Terms of the fraction: with x ≥ 3, more change nothing in double.
  private static final int FRACTION_TERMS = 60;

  private Normal() {}

  /// φ(x) = exp(−x²/2)/√(2π).
  static double density(double x) {
    return PEAK * StrictMath.exp(-0.5 * x * x);
  }

  /// Φ(x), the integral of φ up to x.
  static double distribution(double x) {
    double size = Math.abs(x);
    if (Double.isNaN(x)) {
      return x;
    }
    if (size < FAR) {
      return 0.5 + density(x) * series(x);
    }
    double tail = size > 39 ? 0 : density(x) / fraction(size);
    return x < 0 ? tail : 1 - tail;
  }

  /// x + x³/3 + x⁵/(3·5) + x⁷/(3·5·7) + …, all terms of one sign (Marsaglia 2004).
  private static double series(double x) {
    double term = x;
    double sum = x;
    for (int k = 3; sum + term != sum; k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return sum;
  }

  /// x + 1/(x + 2/(x + 3/(x + …))) (Laplace).
  private static double fraction(double x) {
    double fraction = x;
    for (int k = FRACTION_TERMS; k > 0; k--) {
      fraction = x + k / fraction;
    }
    return fraction;
  }
}
