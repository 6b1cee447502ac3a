package dev.unroll.autograd.op;

import dev.unroll.autograd.Variable;

/// The mean binary cross-entropy of logits, in nats, with targets from 0 to 1:
///
///     loss = −(1/n) Σ t·log σ(x) + (1 − t)·log(1 − σ(x)) = (1/n) Σ max(x, 0) − x·t + log(1 + e^−|x|)
///     dx  += (σ(x) − t)/n
public final class BinaryCrossEntropyOp {
  private BinaryCrossEntropyOp() {}

  /// The mean over all elements; `prediction` holds logits.
  public static Variable mean(Variable prediction, Variable target) {
    return ElementLoss.mean("binary-cross-entropy", new Bernoulli(), prediction, target);
  }

  private record Bernoulli() implements ElementLoss.Pair {
    @Override
    public double loss(float prediction, float target) {
      double x = prediction;
      return Math.max(x, 0) - x * target + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    @Override
    public double byPrediction(float prediction, float target) {
      double e = StrictMath.exp(-Math.abs((double) prediction));
      return (prediction < 0 ? e : 1) / (1 + e) - target;
    }

    @Override
    public double byTarget(float prediction, float target) {
      return -prediction;
    }
  }
}
