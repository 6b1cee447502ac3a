package dev.unroll.models.metrics;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Accumulates BLEU over the sentences of a corpus: how many of the n-grams of 1 to 4 tokens stand in a
/// reference as well.
///
///     BLEU = 100 · B · (p₁ p₂ p₃ p₄)^¼,   B = exp(min(0, 1 − r/c))
///
/// `pₙ` is the share of the answers' n-grams that match, each counted at most as often as it occurs in the one
/// reference that has it most often; `c` the answers' tokens, and `r` the sum over the sentences of the length
/// of the reference that is closest in length, of two equally close the shorter one.
///
/// With [Tokenizer13a] and [Smoothing#EXPONENTIAL] the result is SacreBLEU's default
/// (`nrefs:n|case:mixed|eff:no|tok:13a|smooth:exp`).
///
/// Sources: Papineni et al. 2002; Post 2018; for the smoothing, method 3 of Chen and Cherry 2014.
public final class Bleu {
  /// The longest n-grams that are counted.
  public static final int ORDERS = 4;

  /// What stands for a precision of 0.
  public enum Smoothing {
    /// Nothing: the result is 0.
    NONE,
    /// The first such precision becomes 1/2 match, the next 1/4 match, and so on. Without any match at
    /// all the result is 0 nevertheless.
    EXPONENTIAL
  }

  private final long[] matches = new long[ORDERS];
  private final long[] totals = new long[ORDERS];
  private long answerLength;
  private long referenceLength;

  /// Without any sentence yet.
  public Bleu() {}

  /// SacreBLEU's default for answers with one reference each or several.
  ///
  /// @throws IllegalArgumentException if the two lists differ in length, or one answer has no reference
  public static double sacre(List<String> answers, List<List<String>> references) {
    if (answers.size() != references.size()) {
      throw new IllegalArgumentException(
          "expected references for each of %d answers, got them for %d"
              .formatted(answers.size(), references.size()));
    }
    Bleu bleu = new Bleu();
    for (int i = 0; i < answers.size(); i++) {
      bleu.add(
          Tokenizer13a.tokens(answers.get(i)),
          references.get(i).stream().map(Tokenizer13a::tokens).toList());
    }
    return bleu.score(Smoothing.EXPONENTIAL);
  }

  /// What was counted for several corpora, added up, as one corpus.
  ///
  /// @param counts the sum of some [#counts]
  public static Bleu ofCounts(double[] counts) {
    Bleu bleu = new Bleu();
    for (int n = 0; n < ORDERS; n++) {
      bleu.matches[n] = (long) counts[n];
      bleu.totals[n] = (long) counts[ORDERS + n];
    }
    bleu.answerLength = (long) counts[2 * ORDERS];
    bleu.referenceLength = (long) counts[2 * ORDERS + 1];
    return bleu;
  }

  /// All that was counted, whole numbers: the n-grams of 1 to 4 tokens that match, all of them, and both lengths.
  public double[] counts() {
    double[] counts = new double[2 * ORDERS + 2];
    for (int n = 0; n < ORDERS; n++) {
      counts[n] = matches[n];
      counts[ORDERS + n] = totals[n];
    }
    counts[2 * ORDERS] = answerLength;
    counts[2 * ORDERS + 1] = referenceLength;
    return counts;
  }

  /// Adds an answer with its references, in tokens.
  ///
  /// @throws IllegalArgumentException if there is no reference
  public void add(List<String> answer, List<List<String>> references) {
    if (references.isEmpty()) {
      throw new IllegalArgumentException("expected at least one reference, got none");
    }
    for (int n = 1; n <= ORDERS; n++) {
      Map<List<String>, Integer> most = new HashMap<>();
      for (List<String> reference : references) {
        ngrams(reference, n).forEach((ngram, count) -> most.merge(ngram, count, Math::max));
      }
      for (Map.Entry<List<String>, Integer> ngram : ngrams(answer, n).entrySet()) {
        totals[n - 1] += ngram.getValue();
        matches[n - 1] += Math.min(ngram.getValue(), most.getOrDefault(ngram.getKey(), 0));
      }
    }
    answerLength += answer.size();
    referenceLength += closest(answer.size(), references);
  }

  private static Map<List<String>, Integer> ngrams(List<String> tokens, int n) {
    Map<List<String>, Integer> counts = new HashMap<>();
    for (int from = 0; from + n <= tokens.size(); from++) {
      counts.merge(tokens.subList(from, from + n), 1, Integer::sum);
    }
    return counts;
  }

  private static int closest(int length, List<List<String>> references) {
    int closest = references.getFirst().size();
    for (List<String> reference : references) {
      int distance = Math.abs(reference.size() - length) - Math.abs(closest - length);
      if (distance < 0 || (distance == 0 && reference.size() < closest)) {
        closest = reference.size();
      }
    }
    return closest;
  }

  /// BLEU of what was added, from 0 to 100; 0 where nothing was.
  public double score(Smoothing smoothing) {
    return score(smoothing, false);
  }

  /// BLEU of the one sentence that was added: over the orders only for which it is long enough.
  public double sentenceScore(Smoothing smoothing) {
    return score(smoothing, true);
  }

  private double score(Smoothing smoothing, boolean effectiveOrder) {
    if (Arrays.stream(matches).allMatch(match -> match == 0)) {
      return 0;
    }
    double logarithms = 0;
    double unmatched = 1;
    int orders = 0;
    for (; orders < ORDERS && totals[orders] > 0; orders++) {
      double match = matches[orders];
      if (match == 0) {
        if (smoothing == Smoothing.NONE) {
          return 0;
        }
        unmatched /= 2;
        match = unmatched;
      }
      logarithms += StrictMath.log(match / totals[orders]);
    }
    if (orders < ORDERS && !effectiveOrder) {
      return 0; // no n-gram of that length at all: its precision is 0, and has nothing to smooth
    }
    return 100 * brevityPenalty() * StrictMath.exp(logarithms / orders);
  }

  /// `B`, below 1 where the answers are shorter than the references.
  public double brevityPenalty() {
    if (answerLength >= referenceLength) {
      return 1;
    }
    return answerLength == 0 ? 0 : StrictMath.exp(1 - (double) referenceLength / answerLength);
  }

  /// The share of the answers' n-grams that match; NaN where they have none.
  ///
  /// @param n 1 to 4
  public double precision(int n) {
    return (double) matches[n - 1] / totals[n - 1];
  }

  /// `c`, the tokens of all answers.
  public long answerLength() {
    return answerLength;
  }

  /// `r`, the tokens of the references closest in length.
  public long referenceLength() {
    return referenceLength;
  }
}
