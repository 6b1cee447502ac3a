package dev.unroll.kernels;

/// Arithmetic on runs of numbers, from which broadcasting is built. In the first four, `aStep` and `bStep`
/// are 1 for a run of numbers and 0 for one number that counts `length` times. The result may be an operand
/// at the same offset and with a step of 1; otherwise it must not overlap one.
public interface ArithmeticKernel {
  /// `y = a + b`.
  void add(
      int length,
      float[] a,
      int aOffset,
      int aStep,
      float[] b,
      int bOffset,
      int bStep,
      float[] y,
      int yOffset);

  /// `y = a − b`.
  void subtract(
      int length,
      float[] a,
      int aOffset,
      int aStep,
      float[] b,
      int bOffset,
      int bStep,
      float[] y,
      int yOffset);

  /// `y = a·b`.
  void multiply(
      int length,
      float[] a,
      int aOffset,
      int aStep,
      float[] b,
      int bOffset,
      int bStep,
      float[] y,
      int yOffset);

  /// `y = a/b`.
  void divide(
      int length,
      float[] a,
      int aOffset,
      int aStep,
      float[] b,
      int bOffset,
      int bStep,
      float[] y,
      int yOffset);

  /// `y ← fma(factor, x, y)`.
  void addScaled(int length, float factor, float[] x, int xOffset, float[] y, int yOffset);

  /// `y ← fma(a, b, y)`.
  void multiplyAdd(
      int length, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset);

  /// `y += constant`.
  void addConstant(int length, float constant, float[] y, int yOffset);
}
