package dev.unroll.models.translation;

import dev.unroll.models.text.Special;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/// A sequence and what it is to become.
///
/// @param source ids of the source's vocabulary
/// @param target ids of the target's vocabulary, without BEGIN and END
public record Pair(int[] source, int[] target) {
  /// Pairs of texts in the vocabularies of a model.
  ///
  /// @throws IllegalArgumentException if a side of a pair has no token, or one that a vocabulary without
  ///     [Special#UNKNOWN] lacks
  static List<Pair> encoded(List<SentencePair> texts, Translator model) {
    Tokenizer tokenizer = model.options().tokenizer();
    List<Pair> pairs = new ArrayList<>(texts.size());
    for (SentencePair each : texts) {
      int[] read = model.source().encode(each.source(), tokenizer);
      int[] written = model.target().encode(each.target(), tokenizer);
      if (read.length == 0 || written.length == 0) {
        throw new IllegalArgumentException(
            "expected tokens on both sides of a pair, got '%s' and '%s'"
                .formatted(each.source(), each.target()));
      }
      pairs.add(new Pair(read, written));
    }
    return pairs;
  }

  /// What a model without any weights would pay: the cross-entropy, in nats a token, of the targets by how often
  /// tokens, and the end, occur in others, each counted once more than it does. PAD and BEGIN, which are never
  /// written, do not count.
  static double unigrams(List<Pair> training, List<Pair> heldOut, TokenVocabulary target) {
    long[] counts = new long[target.size()];
    long total = target.size() - 2;
    int end = target.id(Special.END);
    for (Pair pair : training) {
      for (int id : pair.target()) {
        counts[id]++;
      }
      counts[end]++;
      total += pair.target().length + 1;
    }
    double sum = 0;
    long tokens = 0;
    for (Pair pair : heldOut) {
      for (int id : pair.target()) {
        sum -= Math.log((counts[id] + 1.0) / total);
      }
      sum -= Math.log((counts[end] + 1.0) / total);
      tokens += pair.target().length + 1;
    }
    return sum / tokens;
  }
}
