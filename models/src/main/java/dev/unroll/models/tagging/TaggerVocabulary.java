package dev.unroll.models.tagging;

import dev.unroll.models.text.Normalization;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TokenCounter;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// What a [Tagger] knows.
///
/// @param words in lower case, with [Special#PAD] and [Special#UNKNOWN]
/// @param characters likewise
/// @param tags without special ids
public record TaggerVocabulary(
    TokenVocabulary words, TokenVocabulary characters, TokenVocabulary tags) {
  private static final Set<Special> SPECIALS = EnumSet.of(Special.PAD, Special.UNKNOWN);

  /// The words of sentences that occur often enough, their characters and tags.
  ///
  /// @param minCount how often a word occurs at least
  /// @throws IllegalArgumentException if there are no words, or all have one tag
  public static TaggerVocabulary of(List<TaggedSentence> sentences, int minCount) {
    TokenCounter words = new TokenCounter();
    TokenCounter characters = new TokenCounter();
    TokenCounter tags = new TokenCounter();
    for (TaggedSentence sentence : sentences) {
      sentence.words().forEach(word -> words.add(Normalization.lowerCase(word)));
      sentence.words().forEach(word -> characters.add(word, Tokenizer.CHARACTERS));
      sentence.tags().forEach(tags::add);
    }
    if (tags.distinct() < 2) {
      throw new IllegalArgumentException(
          "expected words with at least two tags, got " + tags.byFrequency());
    }
    return new TaggerVocabulary(
        words.vocabulary(SPECIALS, minCount, TokenCounter.UNLIMITED),
        characters.vocabulary(SPECIALS, 1, TokenCounter.UNLIMITED),
        tags.vocabulary(Set.of(), 1, TokenCounter.UNLIMITED));
  }
}
