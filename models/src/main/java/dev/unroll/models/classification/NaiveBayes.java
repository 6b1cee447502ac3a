package dev.unroll.models.classification;

import dev.unroll.core.Checks;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// The naive Bayes classifier on which features an example has, however often (binarized multinomial): with
/// `n(f, k)` examples of class k that have feature f, and `V` features in all,
///
///     log p(k | example) = log n(k) + Σ_f log (n(f, k) + 1) / (Σ_f' n(f', k) + V) + const
///
/// the sum over the distinct features of the example. What a network should do better than.
///
/// Source: Pang, Lee and Vaithyanathan, *Thumbs up? Sentiment classification using machine learning
/// techniques*, 2002.
public final class NaiveBayes {
  private final int classes;
  private final long[] examples;
  private final long[] totals;

  /// `n(f, k)` by feature.
  private final Map<Integer, long[]> counts = new HashMap<>();

  /// One that has seen nothing.
  public NaiveBayes(int classes) {
    this.classes = Checks.positive("classes", classes);
    examples = new long[classes];
    totals = new long[classes];
  }

  /// Learns an example.
  ///
  /// @param features in any order, also repeatedly
  public void add(int[] features, int label) {
    examples[label]++;
    for (int feature : distinct(features)) {
      counts.computeIfAbsent(feature, _ -> new long[classes])[label]++;
      totals[label]++;
    }
  }

  /// The likeliest class; of equally likely ones the first.
  public int classify(int[] features) {
    double[] scores = new double[classes];
    Arrays.setAll(scores, k -> StrictMath.log(examples[k]));
    for (int feature : distinct(features)) {
      double[] logs = logs(feature);
      for (int k = 0; k < classes; k++) {
        scores[k] += logs[k];
      }
    }
    int best = 0;
    for (int k = 1; k < classes; k++) {
      best = scores[k] > scores[best] ? k : best;
    }
    return best;
  }

  /// What a feature adds to each class: `log (n(f, k) + 1) / (Σ_f' n(f', k) + V)`.
  double[] logs(int feature) {
    long[] seen = counts.get(feature);
    double[] logs = new double[classes];
    for (int k = 0; k < classes; k++) {
      double count = seen == null ? 1 : seen[k] + 1.0;
      logs[k] = StrictMath.log(count / (totals[k] + (double) counts.size()));
    }
    return logs;
  }

  private static int[] distinct(int[] features) {
    return Arrays.stream(features).distinct().toArray();
  }
}
