package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.Variable;
import dev.unroll.kernels.LossKernel.Loss;

/// The mean squared error: `(1/n) Σ (x − t)²`; gradients flow to both.
public final class MseOp {
  private MseOp() {}

  /// The mean over all elements.
  public static Variable mean(Variable prediction, Variable target) {
    return ElementLoss.mean("mse", Loss.SQUARED, 0, prediction, target);
  }
}
