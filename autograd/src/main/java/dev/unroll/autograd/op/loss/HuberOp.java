package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.Variable;
import dev.unroll.core.Checks;
import dev.unroll.kernels.LossKernel.Loss;

/// The mean Huber loss: `(x − t)²/2` where |x − t| ≤ δ, else `δ·(|x − t| − δ/2)`.
///
/// Source: Huber, *Robust estimation of a location parameter*, 1964.
public final class HuberOp {
  private HuberOp() {}

  /// The mean over all elements; quadratic up to a difference of `delta`.
  public static Variable mean(Variable prediction, Variable target, float delta) {
    return ElementLoss.mean(
        "huber", Loss.HUBER, Checks.positive("delta", delta), prediction, target);
  }
}
