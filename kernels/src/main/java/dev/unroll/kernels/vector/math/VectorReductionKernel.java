package dev.unroll.kernels.vector.math;

import static dev.unroll.kernels.shared.CanonicalSums.PARTIALS;

import dev.unroll.kernels.ReductionKernel;
import dev.unroll.kernels.scalar.ScalarReductionKernel;

/// [ReductionKernel] on lanes; the maximum and short dot products are left to the scalar kernel.
public final class VectorReductionKernel implements ReductionKernel {
  /// The kernel.
  public VectorReductionKernel() {}

  private static final ScalarReductionKernel REST = new ScalarReductionKernel();

  @Override
  public float sum(int length, float[] x, int xOffset) {
    return VectorSums.sum(length, x, xOffset);
  }

  @Override
  public float dot(int length, float[] a, int aOffset, float[] b, int bOffset) {
    return length < PARTIALS
        ? REST.dot(length, a, aOffset, b, bOffset)
        : VectorSums.dot(length, a, aOffset, b, bOffset);
  }

  @Override
  public float maximum(int length, float[] x, int xOffset) {
    return REST.maximum(length, x, xOffset);
  }
}
