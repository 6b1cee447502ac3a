package dev.unroll.kernels;

/// Losses of pairs of numbers, a prediction and its target, one by one.
///
/// `y` may be `x` at the same offset, not `t`. A NaN stays NaN.
public interface LossKernel {
  /// A loss of a prediction x and a target t, and its slope along x.
  enum Loss {
    /// d² with d = x − t; slope 2·d
    SQUARED,
    /// |d|; slope sign d, 0 at 0
    ABSOLUTE,
    /// d²/2 where |d| ≤ δ, else δ·(|d| − δ/2) (Huber 1964); slope d, at most δ in size
    HUBER,
    /// −t·log σ(x) − (1 − t)·log(1 − σ(x)) = max(x, 0) − x·t + log(1 + e^−|x|), the last term at most
    /// 3 ulp off; slope σ(x) − t
    BINARY_CROSS_ENTROPY
  }

  /// `y[i] = loss(x[i], t[i])`.
  ///
  /// @param delta δ of the Huber loss; the others have none
  void values(
      Loss loss,
      float delta,
      int length,
      float[] x,
      int xOffset,
      float[] t,
      int tOffset,
      float[] y,
      int yOffset);

  /// `y[i]` = the slope of the loss along x at `(x[i], t[i])`.
  void slopes(
      Loss loss,
      float delta,
      int length,
      float[] x,
      int xOffset,
      float[] t,
      int tOffset,
      float[] y,
      int yOffset);
}
