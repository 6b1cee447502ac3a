package dev.unroll.models.classification;

import dev.unroll.models.text.TokenVocabulary;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Labels as a vocabulary without special ids.
public final class Labels {
  private Labels() {}

  /// The distinct labels of examples, in alphabetical order.
  ///
  /// @throws IllegalArgumentException if there are fewer than two
  public static TokenVocabulary of(List<String> labels) {
    Set<String> distinct = new TreeSet<>(labels);
    if (distinct.size() < 2) {
      throw new IllegalArgumentException(
          distinct.isEmpty()
              ? "expected examples of at least two labels, got none"
              : "expected examples of at least two labels, but all %d have the label '%s'"
                  .formatted(labels.size(), distinct.iterator().next()));
    }
    return TokenVocabulary.of(Set.of(), distinct);
  }

  static TokenVocabulary checked(TokenVocabulary labels) {
    if (!labels.specials().isEmpty() || labels.size() < 2) {
      throw new IllegalArgumentException(
          "labels: expected at least two and no special ids, got " + labels);
    }
    return labels;
  }

  /// The id of a label.
  ///
  /// @throws IllegalArgumentException if it is none of them, which the message lists
  static int id(TokenVocabulary labels, String label) {
    int id = labels.idOf(label);
    if (id < 0) {
      throw new IllegalArgumentException(
          "the label '%s' was not among those trained on: %s"
              .formatted(label, String.join(", ", labels.tokens())));
    }
    return id;
  }
}
