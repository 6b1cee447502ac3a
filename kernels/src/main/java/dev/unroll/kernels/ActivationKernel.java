package dev.unroll.kernels;

/// Element-wise activations over arrays: `y[i] = φ(x[i])` forward, `dx[i] += dy[i]·φ'` backward, with
/// the derivative written in `y`. Each function is the same operations in the same order in every
/// kernel set; errors are against the exact value over the whole float range.
///
/// `y` may be `x` at the same offset; otherwise the ranges must not overlap.
public interface ActivationKernel {
  /// eˣ, at most 1 ulp; overflows to +∞, underflows to 0 through the subnormals.
  void exp(int length, float[] x, int xOffset, float[] y, int yOffset);

  /// 1 / (1 + e⁻ˣ), at most 2.1 ulp.
  void sigmoid(int length, float[] x, int xOffset, float[] y, int yOffset);

  /// tanh x, at most 2.5 ulp.
  void tanh(int length, float[] x, int xOffset, float[] y, int yOffset);

  /// max(0, x); a NaN stays NaN, −0 becomes 0.
  void relu(int length, float[] x, int xOffset, float[] y, int yOffset);

  /// `dx[i] += dy[i]·y[i]·(1 − y[i])`.
  void sigmoidBackward(
      int length, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset);

  /// `dx[i] += dy[i]·(1 − y[i]²)`.
  void tanhBackward(
      int length, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset);

  /// `dx[i] += dy[i]` where `y[i] > 0`.
  void reluBackward(
      int length, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset);
}
