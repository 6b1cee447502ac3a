package dev.unroll.models.language;

import dev.unroll.core.Checks;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.text.Tokenizer;
import java.util.Objects;

/// The architecture of a [TextGenRnn].
///
/// @param tokenizer what a token is: a character or a word
/// @param maxLength the tokens that are read, at most
/// @param embedding `E`, the width of the vectors that stand for tokens
/// @param hidden `H`, units of each LSTM
/// @param layers LSTMs on one another
public record TextGenOptions(
    @Setting("What a token is.") Tokenizer tokenizer,
    @Setting(value = "Tokens that are read, at most.", label = "N") int maxLength,
    @Setting(value = "Width of the tokens' vectors.", label = "E") int embedding,
    @Setting(value = "Units of each LSTM.", label = "H") int hidden,
    @Setting(value = "LSTMs on one another.", label = "L") int layers) {
  public TextGenOptions {
    Objects.requireNonNull(tokenizer, "tokenizer");
    Checks.positive("max-length", maxLength);
    Checks.positive("embedding", embedding);
    Checks.positive("hidden", hidden);
    Checks.positive("layers", layers);
  }

  /// Characters, 40 of them read, vectors of 100, two LSTMs of 128.
  public static TextGenOptions characters() {
    return new TextGenOptions(Tokenizer.CHARACTERS, 40, 100, 128, 2);
  }

  /// Words and punctuation marks, otherwise as [#characters].
  public static TextGenOptions words() {
    return new TextGenOptions(Tokenizer.PUNCTUATION, 40, 100, 128, 2);
  }
}
