package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.LossOutput;
import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.LossKernel.Loss;

/// The Huber loss: `(x − t)²/2` where |x − t| ≤ δ, else `δ·(|x − t| − δ/2)`. Sums and means are those of
/// [ElementLoss].
///
/// Source: Huber, *Robust estimation of a location parameter*, 1964.
public final class HuberOp {
  private HuberOp() {}

  /// Over all elements.
  public static LossOutput apply(Variable prediction, Variable target, float delta) {
    return apply(prediction, target, delta, null, null);
  }

  /// Over what lies within `lengths [N]` of sequences `[T,N,...]`, with a weight, finite and not negative, for
  /// each index of the leading axes; either may be null.
  public static LossOutput apply(
      Variable prediction, Variable target, float delta, int[] lengths, Tensor weights) {
    return ElementLoss.apply(
        "huber", Loss.HUBER, Checks.positive("delta", delta), prediction, target, lengths, weights);
  }
}
