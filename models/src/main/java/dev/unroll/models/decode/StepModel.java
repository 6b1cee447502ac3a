package dev.unroll.models.decode;

import dev.unroll.core.Tensor;

/// A decoder one token at a time, whose rows are hypotheses: greedy, sampled and beam decoding know only this.
public interface StepModel {
  /// Every row reads a token.
  ///
  /// @param ids `[N]`, one for each row there is
  /// @return the logits `[N,V]` of the tokens that follow; the next call overwrites them
  Tensor step(int[] ids);

  /// Row `n` goes on from where row `rows[n]` stood; afterwards there are as many rows as `rows` has elements.
  ///
  /// @param rows in any order, also repeatedly
  void select(int[] rows);
}
