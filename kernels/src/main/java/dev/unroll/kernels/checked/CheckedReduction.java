package dev.unroll.kernels.checked;

import dev.unroll.kernels.ReductionKernel;
import dev.unroll.kernels.start.Operands;
import dev.unroll.kernels.start.Start;
import dev.unroll.kernels.start.Twins;

/// Ranges within their arrays.
final class CheckedReduction implements ReductionKernel {
  private static final int LENGTH = 67;

  private final Start<ReductionKernel> sum;
  private final Start<ReductionKernel> dot;
  private final Start<ReductionKernel> maximum;

  CheckedReduction(Twins<ReductionKernel> twins) {
    float[] x = Operands.floats(LENGTH);
    sum = twins.start(kernel -> kernel.sum(LENGTH, x, 0));
    dot = twins.start(kernel -> kernel.dot(LENGTH, x, 0, x, 0));
    maximum = twins.start(kernel -> kernel.maximum(LENGTH, x, 0));
  }

  @Override
  public float sum(int length, float[] x, int xOffset) {
    Ranges.within("x", x, xOffset, length);
    return sum.kernel().sum(length, x, xOffset);
  }

  @Override
  public float dot(int length, float[] a, int aOffset, float[] b, int bOffset) {
    Ranges.within("a", a, aOffset, length);
    Ranges.within("b", b, bOffset, length);
    return dot.kernel().dot(length, a, aOffset, b, bOffset);
  }

  @Override
  public float maximum(int length, float[] x, int xOffset) {
    Ranges.within("x", x, xOffset, length);
    return maximum.kernel().maximum(length, x, xOffset);
  }
}
