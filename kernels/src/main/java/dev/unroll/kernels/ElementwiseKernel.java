package dev.unroll.kernels;

/// Further functions of single numbers, besides those of [ActivationKernel]: `y[i] = φ(x[i])`, and backward
/// `dx[i] ← fma(dy[i], φ'(x[i]), dx[i])`, from the input. `y` may be `x` at the same offset;
/// otherwise the ranges must not overlap. A NaN stays NaN, but for x⁰ = 1.
///
/// Each function is the same operations in the same order in every kernel set; errors are against the
/// exact value over the whole float range.
public interface ElementwiseKernel {
  /// A function of one number that this kernel knows.
  enum Function {
    /// x², rounded once
    SQUARE,
    /// √x, rounded once; the derivative is +∞ at 0
    SQUARE_ROOT,
    /// |x|; the derivative at 0 is 0
    ABSOLUTE,
    /// The natural logarithm, at most 1 ulp; −∞ at ±0, NaN below. The derivative is 1/x, rounded once
    LOG,
    /// The Gaussian error linear unit x·Φ(x) (Hendrycks and Gimpel 2016), Φ the normal distribution:
    /// at most 4.5 ulp; −0 at −∞. The derivative is at most 1.5·2⁻²³ off
    GELU,
    /// x^p, p the parameter: 1 for p = 0, rounded once for p = 1 and 2, else at most 1.25 ulp, with the
    /// special cases of [Math#pow]; for infinite p and NaN those of [StrictMath#pow]. The derivative is p
    /// times x^(p−1) so rounded, p − 1 being exact
    POWER,
    /// x for x > 0, else p·x, p the parameter (Maas et al. 2013); the derivative at 0 is p
    LEAKY_RELU
  }

  /// `y = φ(x)`.
  void forward(
      Function function,
      float parameter,
      int length,
      float[] x,
      int xOffset,
      float[] y,
      int yOffset);

  /// `dx ← fma(dy, φ'(x), dx)`.
  void backward(
      Function function,
      float parameter,
      int length,
      float[] x,
      int xOffset,
      float[] dy,
      int dyOffset,
      float[] dx,
      int dxOffset);

  /// `y = min(max(x, low), high)`.
  void clamp(int length, float low, float high, float[] x, int xOffset, float[] y, int yOffset);

  /// `dx += dy` where `low ≤ x ≤ high`.
  void clampBackward(
      int length,
      float low,
      float high,
      float[] x,
      int xOffset,
      float[] dy,
      int dyOffset,
      float[] dx,
      int dxOffset);
}
