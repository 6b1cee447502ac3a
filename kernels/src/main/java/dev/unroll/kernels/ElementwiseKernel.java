package dev.unroll.kernels;

/// Further functions of single numbers, besides those of [ActivationKernel]: `y[i] = φ(x[i])`, and backward
/// `dx[i] ← fma(dy[i], φ'(x[i]), dx[i])`, from the input. `y` may be `x` at the same offset. A NaN
/// stays NaN.
///
/// log, power and the normal distribution are computed in double with [StrictMath] and rounded once.
public interface ElementwiseKernel {
  /// A function of one number that this kernel knows.
  enum Function {
    /// x²
    SQUARE,
    /// √x; the derivative is +∞ at 0
    SQUARE_ROOT,
    /// |x|; the derivative at 0 is 0
    ABSOLUTE,
    /// The natural logarithm
    LOG,
    /// The Gaussian error linear unit x·Φ(x) (Hendrycks and Gimpel 2016), Φ the normal distribution
    GELU,
    /// x^p, p the parameter
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
