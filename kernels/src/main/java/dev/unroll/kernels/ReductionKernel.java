package dev.unroll.kernels;

/// A run of numbers to one number. Sums use sixteen interleaved partial sums and then a fixed tree, as in
/// [SoftmaxKernel], whatever the lane count.
public interface ReductionKernel {
  /// Σ x; 0 for no numbers.
  float sum(int length, float[] x, int xOffset);

  /// Σ a·b, each partial sum one chain of fused multiply-adds.
  float dot(int length, float[] a, int aOffset, float[] b, int bOffset);

  /// The greatest number, −∞ for none; NaN if there is one.
  float maximum(int length, float[] x, int xOffset);
}
