package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.LossOutput;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.LossKernel.Loss;

/// The absolute error `|x − t|`; the derivative where they are equal is 0. Sums and means are those of
/// [ElementLoss].
public final class MaeOp {
  private MaeOp() {}

  /// Over all elements.
  public static LossOutput apply(Variable prediction, Variable target) {
    return apply(prediction, target, null, null);
  }

  /// Over what lies within `lengths [N]` of sequences `[T,N,...]`, with a weight, finite and not negative, for
  /// each index of the leading axes; either may be null.
  public static LossOutput apply(
      Variable prediction, Variable target, int[] lengths, Tensor weights) {
    return ElementLoss.apply("mae", Loss.ABSOLUTE, 0, prediction, target, lengths, weights);
  }
}
