package dev.unroll.autograd.op.reduction;

import dev.unroll.autograd.Tape;
import dev.unroll.core.Tensor;

/// Softmax of rows together with the logarithm of its denominator.
public final class LogProbabilities {
  private LogProbabilities() {}

  /// `p = softmax(x)` for rows of `x [M,V]`, and `logSums[m] = log Σ exp x[m,·]`, which is
  /// `x − log p` at any place; taken at the greatest, where p is at least 1/V and nothing cancels.
  public static void of(Tape tape, Tensor x, Tensor p, float[] logSums) {
    tape.kernels().softmax().softmax(x, p, tape.workspace(), tape.workers());
    int classes = x.shape().dimension(1);
    for (int m = 0; m < x.shape().dimension(0); m++) {
      int at = x.offset() + m * classes;
      int greatest = 0;
      for (int v = 1; v < classes; v++) {
        if (x.data()[at + v] > x.data()[at + greatest]) {
          greatest = v;
        }
      }
      double probability = p.data()[p.offset() + m * classes + greatest];
      logSums[m] = (float) (x.data()[at + greatest] - StrictMath.log(probability));
    }
  }
}
