package dev.unroll.models.training;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.LossOutput;

/// A loss as a mean and what it is the mean of, so that batches of unequal size add up: that of several
/// batches is `Σ mean·weight / Σ weight`.
///
/// @param mean one number, over all that counts: characters, examples, …
/// @param weight how much counts; with 0 the batch changes nothing
public record Loss(Variable mean, double weight) {
  public Loss {
    if (mean.shape().elements() != 1) {
      throw new IllegalArgumentException("loss: expected one number, got " + mean);
    }
    if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "weight of a loss: expected a finite number of 0 or more, got " + weight);
    }
  }

  /// What an operation gives.
  public static Loss of(LossOutput output) {
    return new Loss(output.mean(), output.weight());
  }
}
