package dev.unroll.models.tagging;

import java.util.List;

/// The words of a sentence and a tag for each.
public record TaggedSentence(List<String> words, List<String> tags) {
  public TaggedSentence {
    words = List.copyOf(words);
    tags = List.copyOf(tags);
    if (words.size() != tags.size()) {
      throw new IllegalArgumentException(
          "expected a tag for each of %d words, got %d".formatted(words.size(), tags.size()));
    }
  }
}
