package dev.unroll.models.text;

import dev.unroll.core.Checks;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Counts tokens, to make a vocabulary of those that occur often enough.
public final class TokenCounter {
  /// As the maximum size: no limit.
  public static final int UNLIMITED = Integer.MAX_VALUE;

  private static final class Count {
    private long value;
  }

  /// In the order of first occurrence.
  private final Map<String, Count> counts = new LinkedHashMap<>();

  private long total;

  /// A counter that has counted nothing.
  public TokenCounter() {}

  /// Counts one token.
  public void add(String token) {
    counts.computeIfAbsent(token, _ -> new Count()).value++;
    total++;
  }

  /// Counts the tokens of a text.
  public void add(String text, Tokenizer tokenizer) {
    tokenizer.tokenize(text, this::add);
  }

  /// How many tokens were counted.
  public long total() {
    return total;
  }

  /// How many of them are distinct.
  public int distinct() {
    return counts.size();
  }

  /// How often a token was counted.
  public long count(String token) {
    Count count = counts.get(token);
    return count == null ? 0 : count.value;
  }

  /// The distinct tokens, the most frequent first; of those that are equally frequent, the one that occurred
  /// first.
  public List<String> byFrequency() {
    return counts.entrySet().stream()
        .sorted(Comparator.comparingLong(entry -> -entry.getValue().value)) // stable
        .map(Map.Entry::getKey)
        .toList();
  }

  /// The vocabulary of the special ids and of the most frequent tokens, in the order of [#byFrequency].
  ///
  /// @param minimumCount how often a token must have been counted
  /// @param maximumSize how many ids there may be at most, special ones included, or [#UNLIMITED]
  /// @throws IllegalArgumentException if no token is left
  public TokenVocabulary vocabulary(Set<Special> specials, int minimumCount, int maximumSize) {
    Checks.positive("minimum count", minimumCount);
    Checks.positive("maximum size", maximumSize);
    List<String> ordered = byFrequency();
    if (ordered.isEmpty()) {
      throw new IllegalArgumentException("expected a text with at least one token, got none");
    }
    String first = ordered.getFirst();
    if (count(first) < minimumCount) {
      throw new IllegalArgumentException(
          "minimum count: expected at most %d, how often the most frequent token, '%s', occurs; got %d"
              .formatted(count(first), first, minimumCount));
    }
    if (maximumSize <= specials.size()) {
      throw new IllegalArgumentException(
          "maximum size: expected more than the %d special ids, got %d"
              .formatted(specials.size(), maximumSize));
    }
    List<String> kept =
        ordered.stream()
            .takeWhile(token -> count(token) >= minimumCount)
            .limit(maximumSize - specials.size())
            .toList();
    return TokenVocabulary.of(specials, kept);
  }
}
