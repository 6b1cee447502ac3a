package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.Variable;
import dev.unroll.kernels.LossKernel.Loss;

/// The mean absolute error: `(1/n) Σ |x − t|`; the derivative where they are equal is 0.
public final class MaeOp {
  private MaeOp() {}

  /// The mean over all elements.
  public static Variable mean(Variable prediction, Variable target) {
    return ElementLoss.mean("mae", Loss.ABSOLUTE, 0, prediction, target);
  }
}
