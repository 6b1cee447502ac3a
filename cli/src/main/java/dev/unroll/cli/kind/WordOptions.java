package dev.unroll.cli.kind;

import dev.unroll.core.Checks;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.text.TokenCounter;

/// Which words of a text a word model knows; all others count as one unknown word.
///
/// @param minCount how often a word occurs at least
/// @param maxWords the size of the vocabulary at most; 0 for no limit
public record WordOptions(
    @Setting("Words that occur fewer times count as unknown.") int minCount,
    @Setting("Size of a vocabulary of words at most; 0 for no limit.") int maxWords) {
  public WordOptions {
    Checks.positive("min-count", minCount);
    Checks.notNegative("max-words", maxWords);
  }

  /// All that occur twice.
  public static WordOptions defaults() {
    return new WordOptions(2, 0);
  }

  /// The size of the vocabulary at most.
  int largest() {
    return maxWords == 0 ? TokenCounter.UNLIMITED : maxWords;
  }
}
