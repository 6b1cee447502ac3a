package dev.unroll.autograd.op.loss;

/// Sums of probabilities by their natural logarithms, in double.
final class LogSpace {
  /// The logarithm of 0.
  static final double ZERO = Double.NEGATIVE_INFINITY;

  private LogSpace() {}

  /// `ln(eᵃ + eᵇ)`; −∞ of two −∞.
  static double add(double a, double b) {
    double greater = Math.max(a, b);
    double less = Math.min(a, b);
    return less == ZERO ? greater : greater + StrictMath.log1p(StrictMath.exp(less - greater));
  }
}
