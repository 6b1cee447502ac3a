package dev.unroll.kernels.scalar;

import dev.unroll.kernels.ReductionKernel;
import dev.unroll.kernels.shared.CanonicalSums;
import dev.unroll.kernels.shared.Fma;

/// [ReductionKernel] in plain loops, with the order of additions of [CanonicalSums].
public final class ScalarReductionKernel implements ReductionKernel {
  /// The kernel; it has no state.
  public ScalarReductionKernel() {}

  @Override
  public float sum(int length, float[] x, int xOffset) {
    return CanonicalSums.sum(length, x, xOffset);
  }

  @Override
  public float dot(int length, float[] a, int aOffset, float[] b, int bOffset) {
    return dotOfEvery(1, 0, length, a, aOffset, b, bOffset);
  }

  /// The sum of the partial sums i, i + stride, i + 2·stride, …: the tree from its root.
  private static float dotOfEvery(
      int stride, int i, int length, float[] a, int aOffset, float[] b, int bOffset) {
    if (stride == CanonicalSums.PARTIALS) {
      int full = length - length % CanonicalSums.PARTIALS;
      int last = length - CanonicalSums.PARTIALS + i;
      float sum = last >= full ? Fma.fma(a[aOffset + last], b[bOffset + last], 0f) : 0;
      for (int v = i; v < full; v += CanonicalSums.PARTIALS) {
        sum = Fma.fma(a[aOffset + v], b[bOffset + v], sum);
      }
      return sum;
    }
    return dotOfEvery(2 * stride, i, length, a, aOffset, b, bOffset)
        + dotOfEvery(2 * stride, i + stride, length, a, aOffset, b, bOffset);
  }

  @Override
  public float maximum(int length, float[] x, int xOffset) {
    float greatest = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < length; i++) {
      greatest = Math.max(greatest, x[xOffset + i]);
    }
    return greatest;
  }
}
