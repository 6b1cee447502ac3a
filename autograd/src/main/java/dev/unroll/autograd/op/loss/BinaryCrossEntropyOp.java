package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.Variable;
import dev.unroll.kernels.LossKernel.Loss;

/// The mean binary cross-entropy of logits, in nats, with targets from 0 to 1:
///
///     loss = −(1/n) Σ t·log σ(x) + (1 − t)·log(1 − σ(x)) = (1/n) Σ max(x, 0) − x·t + log(1 + e^−|x|)
///     dx  += (σ(x) − t)/n
public final class BinaryCrossEntropyOp {
  private BinaryCrossEntropyOp() {}

  /// The mean over all elements; `prediction` holds logits.
  public static Variable mean(Variable prediction, Variable target) {
    return ElementLoss.mean(
        "binary-cross-entropy", Loss.BINARY_CROSS_ENTROPY, 0, prediction, target);
  }
}
