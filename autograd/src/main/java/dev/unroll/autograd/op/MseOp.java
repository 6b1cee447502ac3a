package dev.unroll.autograd.op;

import dev.unroll.autograd.Variable;

/// The mean squared error: `(1/n) Σ (x − t)²`; gradients flow to both.
public final class MseOp {
  private MseOp() {}

  /// The mean over all elements.
  public static Variable mean(Variable prediction, Variable target) {
    return ElementLoss.mean("mse", new Squared(), prediction, target);
  }

  private record Squared() implements ElementLoss.Pair {
    @Override
    public double loss(float prediction, float target) {
      double difference = (double) prediction - target;
      return difference * difference;
    }

    @Override
    public double byPrediction(float prediction, float target) {
      return 2 * ((double) prediction - target);
    }

    @Override
    public double byTarget(float prediction, float target) {
      return 2 * ((double) target - prediction);
    }
  }
}
