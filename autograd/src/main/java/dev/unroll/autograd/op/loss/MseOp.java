package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.LossOutput;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.LossKernel.Loss;

/// The squared error `(x − t)²`; gradients flow to both. Sums and means are those of [ElementLoss].
public final class MseOp {
  private MseOp() {}

  /// Over all elements.
  public static LossOutput apply(Variable prediction, Variable target) {
    return apply(prediction, target, null, null);
  }

  /// Over what lies within `lengths [N]` of sequences `[T,N,...]`, with a weight, finite and not negative, for
  /// each index of the leading axes; either may be null.
  public static LossOutput apply(
      Variable prediction, Variable target, int[] lengths, Tensor weights) {
    return ElementLoss.apply("mse", Loss.SQUARED, 0, prediction, target, lengths, weights);
  }
}
