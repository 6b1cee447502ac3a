package dev.unroll.kernels.vector;

import static dev.unroll.kernels.scalar.ScalarSums.PARTIALS;
import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.VectorSums.greater;

import dev.unroll.kernels.scalar.ScalarSoftmaxKernel;
import dev.unroll.kernels.scalar.SoftmaxRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// [dev.unroll.kernels.SoftmaxKernel] on lanes. A row's last vector ends where the row ends and may
/// overlap the one before it, as in [VectorActivationKernel]; rows too short for that are left to the
/// scalar kernel.
final class VectorSoftmaxKernel extends SoftmaxRows {
  private static final ScalarSoftmaxKernel SHORT = new ScalarSoftmaxKernel();

  @Override
  protected float maximum(int length, float[] x, int xOffset) {
    int last = length - LANES;
    if (last < 0) {
      return SHORT.maximum(length, x, xOffset);
    }
    FloatVector lowest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    FloatVector m0 = greater(lowest, load(x, xOffset + last));
    FloatVector m1 = lowest;
    FloatVector m2 = lowest;
    FloatVector m3 = lowest;
    int v = 0;
    for (; v <= last - 3 * LANES; v += 4 * LANES) { // four, to hide the latency of the comparison
      m0 = greater(m0, load(x, xOffset + v));
      m1 = greater(m1, load(x, xOffset + v + LANES));
      m2 = greater(m2, load(x, xOffset + v + 2 * LANES));
      m3 = greater(m3, load(x, xOffset + v + 3 * LANES));
    }
    for (; v < last; v += LANES) {
      m0 = greater(m0, load(x, xOffset + v));
    }
    return VectorSums.maximum(greater(greater(m0, m1), greater(m2, m3)));
  }

  @Override
  protected float exponentials(
      int length, float[] x, int xOffset, float maximum, float[] p, int pOffset) {
    if (length < PARTIALS) {
      return SHORT.exponentials(length, x, xOffset, maximum, p, pOffset);
    }
    int full = length - length % PARTIALS;
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    // 1. the elements past the last full sixteen, before the main loop overwrites x where p is x
    if (full < length) {
      int first = PARTIALS - (length - full);
      int xLast = xOffset + length - PARTIALS;
      int pLast = pOffset + length - PARTIALS;
      s0 = tail(first, x, xLast, maximum, p, pLast);
      if (LANES <= 8) {
        s1 = tail(first - LANES, x, xLast + LANES, maximum, p, pLast + LANES);
      }
      if (LANES == 4) {
        s2 = tail(first - 8, x, xLast + 8, maximum, p, pLast + 8);
        s3 = tail(first - 12, x, xLast + 12, maximum, p, pLast + 12);
      }
    }
    // 2. the full sixteens
    for (int v = 0; v < full; v += PARTIALS) {
      s0 = s0.add(exponential(x, xOffset + v, maximum, p, pOffset + v));
      if (LANES <= 8) {
        s1 = s1.add(exponential(x, xOffset + v + LANES, maximum, p, pOffset + v + LANES));
      }
      if (LANES == 4) {
        s2 = s2.add(exponential(x, xOffset + v + 8, maximum, p, pOffset + v + 8));
        s3 = s3.add(exponential(x, xOffset + v + 12, maximum, p, pOffset + v + 12));
      }
    }
    return VectorSums.tree(s0, s1, s2, s3);
  }

  private static FloatVector exponential(
      float[] x, int xOffset, float maximum, float[] p, int pOffset) {
    FloatVector e = VectorMath.expOfNegative(load(x, xOffset).sub(maximum));
    e.intoArray(p, pOffset);
    return e;
  }

  /// As [#exponential] for the lanes from `first` on; the others are 0 in the result and keep their `p`.
  private static FloatVector tail(
      int first, float[] x, int xOffset, float maximum, float[] p, int pOffset) {
    VectorMask<Float> counted = VectorSums.from(first);
    FloatVector e = VectorMath.expOfNegative(load(x, xOffset).sub(maximum));
    load(p, pOffset).blend(e, counted).intoArray(p, pOffset);
    return FloatVector.zero(SPECIES).blend(e, counted);
  }

  @Override
  protected void scale(int length, float factor, float[] p, int pOffset) {
    int last = length - LANES;
    if (last < 0) {
      SHORT.scale(length, factor, p, pOffset);
      return;
    }
    FloatVector lastP = load(p, pOffset + last).mul(factor);
    for (int v = 0; v < last; v += LANES) {
      load(p, pOffset + v).mul(factor).intoArray(p, pOffset + v);
    }
    lastP.intoArray(p, pOffset + last);
  }

  @Override
  protected void addScaled(
      int length, float factor, float[] x, int xOffset, float[] y, int yOffset) {
    int last = length - LANES;
    if (last < 0) {
      SHORT.addScaled(length, factor, x, xOffset, y, yOffset);
      return;
    }
    FloatVector factors = FloatVector.broadcast(SPECIES, factor);
    FloatVector lastY = factors.fma(load(x, xOffset + last), load(y, yOffset + last));
    for (int v = 0; v < last; v += LANES) {
      factors.fma(load(x, xOffset + v), load(y, yOffset + v)).intoArray(y, yOffset + v);
    }
    lastY.intoArray(y, yOffset + last);
  }

  private static FloatVector load(float[] x, int offset) {
    return FloatVector.fromArray(SPECIES, x, offset);
  }
}
