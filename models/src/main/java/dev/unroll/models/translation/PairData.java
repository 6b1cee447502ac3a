package dev.unroll.models.translation;

import dev.unroll.models.text.Special;
import dev.unroll.models.text.TokenCounter;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Pairs of texts as ids, those to train on and those held out.
///
/// @param source the vocabulary that is read
/// @param target the vocabulary that is written
/// @param training pairs to train on
/// @param heldOut pairs held out
public record PairData(
    TokenVocabulary source, TokenVocabulary target, List<Pair> training, List<Pair> heldOut) {
  /// Two texts.
  public record Texts(String source, String target) {}

  /// The pairs of texts, with vocabularies of what the first of them hold.
  ///
  /// @param minimumCount how often a token of a vocabulary occurs at least
  /// @throws IllegalArgumentException if a side of a pair has no token, or nothing is left to train on
  public static PairData of(
      List<Texts> training, List<Texts> heldOut, Tokenizer tokenizer, int minimumCount) {
    if (training.isEmpty()) {
      throw new IllegalArgumentException("there are no pairs to train on");
    }
    TokenCounter read = new TokenCounter();
    TokenCounter written = new TokenCounter();
    for (Texts texts : training) {
      read.add(texts.source(), tokenizer);
      written.add(texts.target(), tokenizer);
    }
    TokenVocabulary source =
        read.vocabulary(
            EnumSet.of(Special.PAD, Special.UNKNOWN), minimumCount, TokenCounter.UNLIMITED);
    TokenVocabulary target =
        written.vocabulary(EnumSet.allOf(Special.class), minimumCount, TokenCounter.UNLIMITED);
    return new PairData(
        source,
        target,
        encoded(training, source, target, tokenizer),
        encoded(heldOut, source, target, tokenizer));
  }

  /// Pairs of texts with the vocabularies of a model.
  ///
  /// @throws IllegalArgumentException if a side of a pair has no token
  public static List<Pair> encoded(
      List<Texts> texts, TokenVocabulary source, TokenVocabulary target, Tokenizer tokenizer) {
    List<Pair> pairs = new ArrayList<>();
    for (Texts each : texts) {
      int[] read = source.encode(each.source(), tokenizer);
      int[] written = target.encode(each.target(), tokenizer);
      if (read.length == 0 || written.length == 0) {
        throw new IllegalArgumentException(
            "pair %d: expected tokens on both sides, got '%s' and '%s'"
                .formatted(pairs.size() + 1, each.source(), each.target()));
      }
      pairs.add(new Pair(read, written));
    }
    return pairs;
  }

  /// All targets of equal sources: the references of a translation.
  static Map<List<Integer>, List<List<String>>> references(
      List<Pair> pairs, TokenVocabulary target) {
    Map<List<Integer>, List<List<String>>> references = new HashMap<>();
    for (Pair pair : pairs) {
      references
          .computeIfAbsent(key(pair.source()), _ -> new ArrayList<>())
          .add(target.decode(pair.target()));
    }
    return references;
  }

  static List<Integer> key(int[] source) {
    return Arrays.stream(source).boxed().toList();
  }
}
