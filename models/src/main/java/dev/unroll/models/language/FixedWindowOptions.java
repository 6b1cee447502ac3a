package dev.unroll.models.language;

import dev.unroll.core.Checks;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.text.Tokenizer;
import java.util.Objects;

/// The architecture of a fixed-window language model.
///
/// @param tokenizer what a token is: a character or a word
/// @param window `n`, the tokens that are read
/// @param embedding `E`, the width of the vectors that stand for tokens
/// @param hidden `H`, units of the hidden layer
/// @param dropout the probability with which an element of a vector or a hidden unit is dropped in training
public record FixedWindowOptions(
    @Setting("What a token is.") Tokenizer tokenizer,
    @Setting(value = "Tokens that are read.", label = "N") int window,
    @Setting(value = "Width of the tokens' vectors.", label = "E") int embedding,
    @Setting(value = "Units of the hidden layer.", label = "H") int hidden,
    @Setting(
            value = "Probability of dropping an element of a vector, or a hidden unit.",
            label = "P")
        float dropout) {
  public FixedWindowOptions {
    Objects.requireNonNull(tokenizer, "tokenizer");
    Checks.positive("window", window);
    Checks.positive("embedding", embedding);
    Checks.positive("hidden", hidden);
    Checks.within("dropout", dropout, 0, Math.nextDown(1f));
  }

  /// Words in windows of five, vectors of 128, 256 units, dropout 0.5.
  public static FixedWindowOptions defaults() {
    return new FixedWindowOptions(Tokenizer.LETTERS, 5, 128, 256, 0.5f);
  }

  /// These options with a window of so many tokens.
  public FixedWindowOptions withWindow(int newWindow) {
    return new FixedWindowOptions(tokenizer, newWindow, embedding, hidden, dropout);
  }

  /// The parameters of a model over so many tokens: they grow with the window.
  public long parameters(int vocabulary) {
    return (long) vocabulary * embedding
        + (long) hidden * window * embedding
        + hidden
        + (long) vocabulary * hidden
        + vocabulary;
  }
}
