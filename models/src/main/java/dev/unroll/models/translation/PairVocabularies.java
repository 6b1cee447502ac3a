package dev.unroll.models.translation;

import dev.unroll.models.text.Special;
import dev.unroll.models.text.TokenCounter;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import java.util.EnumSet;
import java.util.List;

/// What a translator reads and what it writes.
///
/// @param source the vocabulary that is read
/// @param target the vocabulary that is written
public record PairVocabularies(TokenVocabulary source, TokenVocabulary target) {
  /// The tokens of pairs.
  ///
  /// @param minimumCount how often a token of a vocabulary occurs at least
  /// @throws IllegalArgumentException if there are no pairs, or no token occurs that often
  public static PairVocabularies of(
      List<SentencePair> training, Tokenizer tokenizer, int minimumCount) {
    if (training.isEmpty()) {
      throw new IllegalArgumentException("there are no pairs to train on");
    }
    TokenCounter read = new TokenCounter();
    TokenCounter written = new TokenCounter();
    for (SentencePair pair : training) {
      read.add(pair.source(), tokenizer);
      written.add(pair.target(), tokenizer);
    }
    return new PairVocabularies(
        read.vocabulary(
            EnumSet.of(Special.PAD, Special.UNKNOWN), minimumCount, TokenCounter.UNLIMITED),
        written.vocabulary(EnumSet.allOf(Special.class), minimumCount, TokenCounter.UNLIMITED));
  }
}
