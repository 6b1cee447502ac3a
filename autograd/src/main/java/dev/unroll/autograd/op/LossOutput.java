package dev.unroll.autograd.op;

import dev.unroll.autograd.Variable;

/// What a loss gives: a sum over all that was counted, and what the sum is divided by, so that the losses of
/// batches of unequal size add up.
///
/// @param sum Σ of the weighted losses of all that counts, one number
/// @param mean `sum / weight`, one number; 0 where nothing counts
/// @param weight how much counts: elements, rows or sequences, or the sum of their weights; 0 where nothing does
public record LossOutput(Variable sum, Variable mean, double weight) {
  /// Whether nothing was counted: the loss says nothing about the predictions, and its gradient is 0.
  public boolean isEmpty() {
    return weight == 0;
  }
}
