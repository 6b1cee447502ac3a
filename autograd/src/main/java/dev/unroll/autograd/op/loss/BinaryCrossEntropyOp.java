package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.LossOutput;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.LossKernel.Loss;

/// The binary cross-entropy of logits, in nats, with targets from 0 to 1; sums and means are those of
/// [ElementLoss]:
///
///     loss = −t·log σ(x) − (1 − t)·log(1 − σ(x)) = max(x, 0) − x·t + log(1 + e^−|x|)
///     dx  += dLoss·(σ(x) − t)
public final class BinaryCrossEntropyOp {
  private BinaryCrossEntropyOp() {}

  /// Over all elements.
  public static LossOutput apply(Variable prediction, Variable target) {
    return apply(prediction, target, null, null);
  }

  /// Over what lies within `lengths [N]` of sequences `[T,N,...]`, with a weight, finite and not negative, for
  /// each index of the leading axes; either may be null.
  public static LossOutput apply(
      Variable prediction, Variable target, int[] lengths, Tensor weights) {
    return ElementLoss.apply(
        "binary-cross-entropy", Loss.BINARY_CROSS_ENTROPY, 0, prediction, target, lengths, weights);
  }
}
