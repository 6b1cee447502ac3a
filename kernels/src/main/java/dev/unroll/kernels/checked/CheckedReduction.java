package dev.unroll.kernels.checked;

import dev.unroll.kernels.ReductionKernel;

/// Ranges within their arrays.
record CheckedReduction(ReductionKernel kernel) implements ReductionKernel {
  @Override
  public float sum(int length, float[] x, int xOffset) {
    Ranges.within("x", x, xOffset, length);
    return kernel.sum(length, x, xOffset);
  }

  @Override
  public float dot(int length, float[] a, int aOffset, float[] b, int bOffset) {
    Ranges.within("a", a, aOffset, length);
    Ranges.within("b", b, bOffset, length);
    return kernel.dot(length, a, aOffset, b, bOffset);
  }

  @Override
  public float maximum(int length, float[] x, int xOffset) {
    Ranges.within("x", x, xOffset, length);
    return kernel.maximum(length, x, xOffset);
  }
}
