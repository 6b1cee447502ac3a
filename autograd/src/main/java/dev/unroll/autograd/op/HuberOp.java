package dev.unroll.autograd.op;

import dev.unroll.autograd.Variable;
import dev.unroll.core.Checks;

/// The mean Huber loss: `(x − t)²/2` where |x − t| ≤ δ, else `δ·(|x − t| − δ/2)`.
///
/// Source: Huber, *Robust estimation of a location parameter*, 1964.
public final class HuberOp {
  private HuberOp() {}

  /// The mean over all elements; quadratic up to a difference of `delta`.
  public static Variable mean(Variable prediction, Variable target, float delta) {
    return ElementLoss.mean(
        "huber", new Robust(Checks.positive("delta", delta)), prediction, target);
  }

  private record Robust(float delta) implements ElementLoss.Pair {
    @Override
    public double loss(float prediction, float target) {
      double size = Math.abs((double) prediction - target);
      return size <= delta ? size * size / 2 : delta * (size - delta / 2.0);
    }

    @Override
    public double byPrediction(float prediction, float target) {
      double difference = (double) prediction - target;
      return Math.max(-delta, Math.min(delta, difference));
    }

    @Override
    public double byTarget(float prediction, float target) {
      return -byPrediction(prediction, target);
    }
  }
}
