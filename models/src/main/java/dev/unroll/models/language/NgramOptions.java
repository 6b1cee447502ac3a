package dev.unroll.models.language;

import dev.unroll.core.Checks;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.text.Tokenizer;
import java.util.Objects;

/// A Markov model of a text.
///
/// @param tokenizer what a token is: a character or a word
/// @param order the tokens that the next one depends on
/// @param smoothing how unseen n-grams get their probability
public record NgramOptions(
    @Setting("What a token is.") Tokenizer tokenizer,
    @Setting(value = "Tokens that the next one depends on.", label = "K") int order,
    @Setting("How what was never seen gets a probability.") Smoothing smoothing) {
  public NgramOptions {
    Objects.requireNonNull(tokenizer, "tokenizer");
    Checks.notNegative("order", order);
    Objects.requireNonNull(smoothing, "smoothing");
  }

  /// Characters that depend on the four before them, interpolated.
  public static NgramOptions defaults() {
    return new NgramOptions(Tokenizer.CHARACTERS, 4, new Smoothing.WittenBell());
  }

  /// Words by the rule [Tokenizer#LETTERS] that depend on so many before them, interpolated.
  public static NgramOptions words(int order) {
    return new NgramOptions(Tokenizer.LETTERS, order, new Smoothing.WittenBell());
  }
}
