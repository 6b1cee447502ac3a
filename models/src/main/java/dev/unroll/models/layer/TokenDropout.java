package dev.unroll.models.layer;

import dev.unroll.core.Checks;
import dev.unroll.models.layer.Sequence.Tokens;

/// Replaces tokens, in training, by the unknown one: the model learns what to make of words that it
/// does not know, and not to rely on single ones (word dropout: Iyyer et al., *Deep unordered
/// composition rivals syntactic methods for text classification*, 2015).
public final class TokenDropout {
  private TokenDropout() {}

  /// The sequence with each token replaced with the given probability; outside training the
  /// sequence itself.
  ///
  /// @param unknown the id that takes the place of others
  public static Tokens apply(Pass pass, Tokens x, float probability, int unknown) {
    Checks.within("probability", probability, 0, 1);
    if (!pass.training() || probability == 0) {
      return x;
    }
    int[] ids = x.ids().clone();
    for (int i = 0; i < ids.length; i++) {
      if (pass.random().nextFloat() < probability) {
        ids[i] = unknown;
      }
    }
    return new Tokens(ids, x.steps(), x.batch(), x.lengths());
  }
}
