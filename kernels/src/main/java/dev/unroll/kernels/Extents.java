package dev.unroll.kernels;

/// Numbers along the three spatial axes of a convolution; in two dimensions the depth is that of a single layer.
public record Extents(int depth, int height, int width) {
  /// The number of places, or of steps, that these are extents of.
  ///
  /// @throws ArithmeticException if it is beyond the range of `int`
  public int elements() {
    return Math.multiplyExact(Math.multiplyExact(depth, height), width);
  }

  @Override
  public String toString() {
    return depth + "×" + height + "×" + width;
  }
}
