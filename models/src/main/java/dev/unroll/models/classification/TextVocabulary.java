package dev.unroll.models.classification;

import dev.unroll.models.text.Normalization;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TokenCounter;
import dev.unroll.models.text.TokenVocabulary;
import java.util.EnumSet;
import java.util.List;

/// Counts the tokens of labelled texts.
public final class TextVocabulary {
  private TextVocabulary() {}

  /// The most frequent tokens of examples, of equally frequent ones those that occur first.
  ///
  /// @param size ids at most, the two special ones included, or [TokenCounter#UNLIMITED]
  public static TokenVocabulary of(
      TextClassifierOptions options, List<LabelledText> examples, int size) {
    TokenCounter counter = new TokenCounter();
    for (LabelledText example : examples) {
      String text = example.text();
      counter.add(
          options.stripMarks() ? Normalization.withoutMarks(text) : text, options.tokenizer());
    }
    return counter.vocabulary(EnumSet.of(Special.PAD, Special.UNKNOWN), 1, size);
  }
}
