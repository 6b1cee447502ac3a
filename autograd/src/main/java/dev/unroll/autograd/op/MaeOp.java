package dev.unroll.autograd.op;

import dev.unroll.autograd.Variable;

/// The mean absolute error: `(1/n) Σ |x − t|`; the derivative where they are equal is 0.
public final class MaeOp {
  private MaeOp() {}

  /// The mean over all elements.
  public static Variable mean(Variable prediction, Variable target) {
    return ElementLoss.mean("mae", new Absolute(), prediction, target);
  }

  private record Absolute() implements ElementLoss.Pair {
    @Override
    public double loss(float prediction, float target) {
      return Math.abs((double) prediction - target);
    }

    @Override
    public double byPrediction(float prediction, float target) {
      return Math.signum((double) prediction - target);
    }

    @Override
    public double byTarget(float prediction, float target) {
      return Math.signum((double) target - prediction);
    }
  }
}
