package dev.unroll.models.language;

import dev.unroll.models.settings.Setting;

/// How an n-gram model gives a probability to what it has not seen. `h` is the context, the last ids before
/// `w`; `c(h w)` how often `w` followed it, `c(h)` how often anything did, `V` the size of the vocabulary.
public sealed interface Smoothing {
  /// Every n-gram is taken to have been seen `k` times more (Lidstone 1920; k = 1: Laplace):
  ///
  ///     p(w | h) = (c(h w) + k) / (c(h) + k V)
  ///
  /// @param k finite and above 0
  record AddK(@Setting(value = "What is added to every count.", label = "K") double k)
      implements Smoothing {
    public AddK {
      if (!(k > 0) || k == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException("k: expected a finite number above 0, got " + k);
      }
    }

    /// Laplace's 1.
    public static AddK defaults() {
      return new AddK(1);
    }
  }

  /// Interpolation with the next lower order, by the number `t(h)` of distinct ids that followed `h`:
  ///
  ///     p_o(w | h) = (c(h w) + t(h) p_{o−1}(w | h')) / (c(h) + t(h)),   p_{−1} = 1/V
  ///
  /// where h' is h without its first id. A context that was never followed passes p_{o−1} on.
  ///
  /// Source: Witten and Bell 1991, method C; interpolated as in Chen and Goodman 1998.
  record WittenBell() implements Smoothing {}
}
