package dev.unroll.kernels.vector.math;

import static dev.unroll.kernels.shared.CanonicalSums.PARTIALS;
import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import dev.unroll.kernels.ReductionKernel;
import dev.unroll.kernels.scalar.ScalarReductionKernel;
import jdk.incubator.vector.FloatVector;

/// [ReductionKernel] on lanes: the sixteen partial sums are one, two or four vectors, and the elements
/// past the last full sixteen begin them, from a load that ends where the numbers end. The maximum and
/// runs of fewer than sixteen numbers are left to the scalar kernel.
public final class VectorReductionKernel implements ReductionKernel {
  /// The kernel.
  public VectorReductionKernel() {}

  private static final ScalarReductionKernel SHORT = new ScalarReductionKernel();

  @Override
  public float sum(int length, float[] x, int xOffset) {
    return VectorSums.sum(length, x, xOffset);
  }

  @Override
  public float dot(int length, float[] a, int aOffset, float[] b, int bOffset) {
    if (length < PARTIALS) {
      return SHORT.dot(length, a, aOffset, b, bOffset);
    }
    int full = length - length % PARTIALS;
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector s0 = zero;
    FloatVector s1 = zero;
    FloatVector s2 = zero;
    FloatVector s3 = zero;
    // 1. the elements past the last full sixteen
    int first = PARTIALS - (length - full);
    int last = length - PARTIALS;
    s0 = from(first, load(a, aOffset + last).fma(load(b, bOffset + last), zero));
    if (LANES <= 8) {
      int i = last + LANES;
      s1 = from(first - LANES, load(a, aOffset + i).fma(load(b, bOffset + i), zero));
    }
    if (LANES == 4) {
      int i = last + 8;
      s2 = from(first - 8, load(a, aOffset + i).fma(load(b, bOffset + i), zero));
      s3 = from(first - 12, load(a, aOffset + i + 4).fma(load(b, bOffset + i + 4), zero));
    }
    // 2. the full sixteens
    for (int i = 0; i < full; i += PARTIALS) {
      s0 = load(a, aOffset + i).fma(load(b, bOffset + i), s0);
      if (LANES <= 8) {
        s1 = load(a, aOffset + i + LANES).fma(load(b, bOffset + i + LANES), s1);
      }
      if (LANES == 4) {
        s2 = load(a, aOffset + i + 8).fma(load(b, bOffset + i + 8), s2);
        s3 = load(a, aOffset + i + 12).fma(load(b, bOffset + i + 12), s3);
      }
    }
    return VectorSums.tree(s0, s1, s2, s3);
  }

  @Override
  public float maximum(int length, float[] x, int xOffset) {
    return SHORT.maximum(length, x, xOffset);
  }

  private static FloatVector load(float[] x, int offset) {
    return FloatVector.fromArray(SPECIES, x, offset);
  }

  /// 0 in the lanes below `first`.
  private static FloatVector from(int first, FloatVector x) {
    return FloatVector.zero(SPECIES).blend(x, VectorSums.from(first));
  }
}
