package dev.unroll.models.classification;

import java.util.List;

/// What a text was taken for, and what each token of it did for that.
///
/// @param answer the likeliest label
/// @param tokens in the order of the text
public record Explanation(Classification answer, List<Token> tokens) {
  public Explanation {
    tokens = List.copyOf(tokens);
  }

  /// A token of a text.
  ///
  /// @param text as the model reads it; `<unk>` where it does not know it
  /// @param share with attention its weight; else the gradient of the label's logit (less that of the others'
  ///     mean) times the token's vector, positive where the token speaks for the label
  public record Token(String text, double share) {}
}
