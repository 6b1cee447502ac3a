package dev.unroll.autograd.op.reduction;

import dev.unroll.kernels.ReductionKernel;

/// Sums that survive the ends of float32: those of [ReductionKernel], bit for bit, wherever these are sound, else
/// computed again in double, which no sum of floats leaves.
final class Sums {
  /// From here on squares are so large that what underflows of them is lost in rounding.
  private static final float SOUND_SQUARES = 0x1p-80f;

  private Sums() {}

  /// Σ x, which is infinite only where float32 cannot hold it.
  static double sum(ReductionKernel kernel, int length, float[] x, int offset) {
    float sum = kernel.sum(length, x, offset);
    if (Float.isFinite(sum)) {
      return sum;
    }
    double exact = 0;
    for (int i = offset; i < offset + length; i++) {
      exact += x[i];
    }
    return exact;
  }

  /// √Σ x².
  static float norm(ReductionKernel kernel, int length, float[] x, int offset) {
    float squares = kernel.dot(length, x, offset, x, offset);
    if (squares >= SOUND_SQUARES && squares <= Float.MAX_VALUE) {
      return (float) Math.sqrt(squares);
    }
    double exact = 0;
    for (int i = offset; i < offset + length; i++) {
      exact += (double) x[i] * x[i];
    }
    return (float) Math.sqrt(exact);
  }
}
