package dev.unroll.models.decode;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Texts from the logits `[T,N,C]` of a model that was trained by connectionist temporal classification, where
/// class 0 is the blank. A path, one class a step, spells what is left when each run of a class is made one and
/// the blanks are dropped: `0 3 3 0 3 5` spells 3 3 5.
///
/// Source: Graves, Fernández, Gomez and Schmidhuber, *Connectionist temporal classification*, 2006.
public final class CtcDecoding {
  private static final int BLANK = 0;

  private CtcDecoding() {}

  /// What the likeliest path spells.
  ///
  /// @param logits `[T,N,C]`
  /// @param row which of N
  /// @param steps those of the row
  /// @throws IllegalStateException if the model has diverged: its logits are no distribution
  public static int[] greedy(Tensor logits, int row, int steps) {
    check(logits, row, steps);
    int[] labels = new int[steps];
    int count = 0;
    int before = BLANK;
    for (int t = 0; t < steps; t++) {
      int best = Logits.likeliest(logits.at(t), row);
      if (best != BLANK && best != before) {
        labels[count++] = best;
      }
      before = best;
    }
    return Arrays.copyOf(labels, count);
  }

  /// The likeliest texts, the best first, by a search over beginnings of texts. Of each beginning it adds up the
  /// paths that spell it, those that end in a blank apart from those that end in its last label, since a label
  /// after itself is a new one only behind a blank; the `width` likeliest are carried on at each step. With a
  /// width that leaves none out the probabilities are exact.
  ///
  /// Of equal probabilities the beginning that was found first is the higher one.
  ///
  /// Source: Hannun, Maas, Jurafsky and Ng, *First-pass large vocabulary continuous speech recognition using
  /// bi-directional recurrent DNNs*, 2014, without the language model.
  ///
  /// @param logits `[T,N,C]`
  /// @param row which of N
  /// @param steps those of the row
  /// @param width beginnings that are carried on
  /// @param best how many texts to return, at most `width`
  /// @throws IllegalStateException if the model has diverged: its logits are no distribution
  public static List<Hypothesis> beam(Tensor logits, int row, int steps, int width, int best) {
    check(logits, row, steps);
    Checks.positive("beam width", width);
    Checks.positive("n-best", best);
    List<Prefix> beam = List.of(Prefix.empty());
    for (int t = 0; t < steps; t++) {
      Logits values = Logits.of(logits.at(t), row);
      double logSum = values.logSum();
      Set<Prefix> reached = new LinkedHashSet<>();
      for (Prefix prefix : beam) {
        prefix.extend(values, logSum, reached);
      }
      reached.forEach(Prefix::turn);
      List<Prefix> next = new ArrayList<>(reached);
      next.sort(Comparator.comparingDouble(Prefix::total).reversed());
      for (Prefix prefix : next.subList(Math.min(width, next.size()), next.size())) {
        prefix.forget();
      }
      beam = next.subList(0, Math.min(width, next.size()));
    }
    return beam.stream()
        .limit(best)
        .filter(prefix -> prefix.total() > Double.NEGATIVE_INFINITY)
        .map(prefix -> new Hypothesis(prefix.labels(), prefix.total(), prefix.total(), true))
        .toList();
  }

  private static void check(Tensor logits, int row, int steps) {
    if (logits.shape().rank() != 3) {
      throw new IllegalArgumentException("logits: expected a shape [T,N,C], got " + logits.shape());
    }
    Objects.checkIndex(row, logits.shape().dimension(1));
    Objects.checkFromIndexSize(0, steps, logits.shape().dimension(0));
  }

  /// A beginning of a text: ln p of the paths so far that spell it, at this step and at the next.
  private static final class Prefix {
    private final Prefix parent;
    private final int last;
    private final int length;
    private final Map<Integer, Prefix> children = new HashMap<>();
    private double blank = Double.NEGATIVE_INFINITY; // of those that end in a blank
    private double label = Double.NEGATIVE_INFINITY; // of those that end in the last label
    private double nextBlank = Double.NEGATIVE_INFINITY;
    private double nextLabel = Double.NEGATIVE_INFINITY;

    private Prefix(Prefix parent, int last, int length) {
      this.parent = parent;
      this.last = last;
      this.length = length;
    }

    static Prefix empty() {
      Prefix empty = new Prefix(null, BLANK, 0);
      empty.blank = 0;
      return empty;
    }

    double total() {
      return logAdd(blank, label);
    }

    /// Adds the paths that are a step longer to what they spell.
    void extend(Logits values, double logSum, Set<Prefix> reached) {
      // 1. a blank: the same text
      nextBlank = logAdd(nextBlank, total() + values.logProbability(BLANK, logSum));
      // 2. its last label again, without a blank between: the same text
      if (parent != null) {
        nextLabel = logAdd(nextLabel, label + values.logProbability(last, logSum));
      }
      reached.add(this);
      // 3. another label: a longer text; its last one is another one only behind a blank
      for (int id = BLANK + 1; id < values.size(); id++) {
        double before = id == last ? blank : total();
        if (before > Double.NEGATIVE_INFINITY) {
          Prefix longer =
              children.computeIfAbsent(id, added -> new Prefix(this, added, length + 1));
          longer.nextLabel = logAdd(longer.nextLabel, before + values.logProbability(id, logSum));
          reached.add(longer);
        }
      }
    }

    /// The next step becomes this one.
    void turn() {
      blank = nextBlank;
      label = nextLabel;
      nextBlank = Double.NEGATIVE_INFINITY;
      nextLabel = Double.NEGATIVE_INFINITY;
    }

    /// What is not carried on has no paths any more, though a later step may find it anew.
    void forget() {
      blank = Double.NEGATIVE_INFINITY;
      label = Double.NEGATIVE_INFINITY;
    }

    int[] labels() {
      int[] labels = new int[length];
      Prefix prefix = this;
      for (int i = length - 1; i >= 0; i--, prefix = prefix.parent) {
        labels[i] = prefix.last;
      }
      return labels;
    }

    /// `ln(eᵃ + eᵇ)`.
    private static double logAdd(double a, double b) {
      double high = Math.max(a, b);
      double low = Math.min(a, b);
      return low == Double.NEGATIVE_INFINITY
          ? high
          : high + StrictMath.log1p(StrictMath.exp(low - high));
    }
  }
}
