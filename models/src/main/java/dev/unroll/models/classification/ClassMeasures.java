package dev.unroll.models.classification;

import static dev.unroll.autograd.op.Ops.crossEntropy;
import static dev.unroll.autograd.op.Ops.pad;
import static dev.unroll.autograd.op.Ops.weightedCrossEntropy;

import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.metrics.ConfusionMatrix;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.training.Evaluation;
import dev.unroll.models.training.Loss;
import dev.unroll.models.training.Metric;
import dev.unroll.models.training.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/// What all classifiers have in common: logits to a loss, and logits to scores. Of two classes the second has
/// one logit, the first the logit 0: `p = σ(z)`.
final class ClassMeasures {
  static final Metric ACCURACY = Metric.higher("accuracy", "");
  static final Metric CROSS_ENTROPY = Metric.lower("cross-entropy", "nats/example");
  private static final Metric MACRO_F1 = Metric.higher("macro-f1", "");

  private final int classes;

  /// By class; null where all count alike.
  private final float[] weights;

  /// What the latest evaluation found.
  private ConfusionMatrix confusion;

  ClassMeasures(int classes, float[] weights) {
    this.classes = classes;
    this.weights = weights;
  }

  /// How many logits there are for so many classes.
  static int outputs(int classes) {
    return classes == 2 ? 1 : classes;
  }

  /// The logits of all classes, `[N,K]`.
  static Variable logits(Variable outputs) {
    return outputs.shape().dimension(1) == 1 ? pad(outputs, 1, 1, 0, 0) : outputs;
  }

  /// The weights that make all classes count alike whatever their number of examples: `n / (K·n(k))`.
  static float[] balanced(int[] labels, int classes) {
    float[] weights = new float[classes];
    for (int label : labels) {
      weights[label]++;
    }
    for (int k = 0; k < classes; k++) {
      weights[k] = labels.length / (Math.max(1, weights[k]) * classes);
    }
    return weights;
  }

  Loss loss(Variable logits, int[] labels) {
    if (weights == null) {
      return Loss.of(crossEntropy(logits, labels));
    }
    Tensor byClass = Tensor.of(Shape.of(classes), weights);
    return Loss.of(weightedCrossEntropy(logits, labels, byClass, 0));
  }

  /// The class of the greatest logit of each row, the first of equal ones.
  static int[] likeliest(Tensor logits) {
    int classes = logits.shape().dimension(1);
    int[] best = new int[logits.shape().dimension(0)];
    for (int n = 0; n < best.length; n++) {
      int row = logits.offset() + n * classes;
      for (int k = 1; k < classes; k++) {
        if (logits.data()[row + k] > logits.data()[row + best[n]]) {
          best[n] = k;
        }
      }
    }
    return best;
  }

  /// Measures accuracy, cross-entropy and, of more than two classes, the mean F1.
  <B> Evaluation<B> evaluation(BiFunction<Pass, B, Variable> logits, Function<B, int[]> labels) {
    return new Evaluation<>() {
      @Override
      public double[] sums(Pass pass, B batch) {
        Variable z = logits.apply(pass, batch);
        int[] truth = labels.apply(batch);
        int[] predicted = likeliest(z.value());
        double[] sums = new double[2 + classes * classes];
        sums[0] = (double) crossEntropy(z, truth).mean().value().item() * truth.length;
        sums[1] = truth.length;
        for (int n = 0; n < truth.length; n++) {
          sums[2 + truth[n] * classes + predicted[n]]++;
        }
        return sums;
      }

      @Override
      public List<Score> scores(double[] totals) {
        ConfusionMatrix matrix = new ConfusionMatrix(classes);
        for (int i = 0; i < classes * classes; i++) {
          matrix.add(i % classes, i / classes, (long) totals[2 + i]);
        }
        confusion = matrix;
        List<Score> scores = new ArrayList<>();
        scores.add(new Score(ACCURACY, matrix.accuracy()));
        scores.add(new Score(CROSS_ENTROPY, totals[0] / totals[1]));
        if (classes > 2) {
          scores.add(new Score(MACRO_F1, matrix.macroF1()));
        }
        return scores;
      }
    };
  }

  /// What the latest evaluation took for what; null before the first.
  ConfusionMatrix confusion() {
    return confusion;
  }

  /// The same as lines for a person; none before the first evaluation.
  List<String> findings(List<String> labels) {
    return confusion == null ? List.of() : confusion.lines(labels);
  }

  /// The likeliest label by the only row of logits `[1,K]`.
  static Classification answer(TokenVocabulary labels, Tensor logits) {
    int best = likeliest(logits)[0];
    double sum = 0;
    for (float logit : logits.toArray()) {
      sum += StrictMath.exp((double) logit - logits.get(0, best));
    }
    return new Classification(labels.token(best), 1 / sum);
  }

  /// The accuracy on held-out examples of the label that is most frequent in training.
  static Score majority(int[] training, int[] heldOut, int classes) {
    int[] counts = new int[classes];
    for (int label : training) {
      counts[label]++;
    }
    int most = 0;
    for (int k = 1; k < classes; k++) {
      most = counts[k] > counts[most] ? k : most;
    }
    double right = 0;
    for (int label : heldOut) {
      right += label == most ? 1 : 0;
    }
    return new Score(Metric.higher("majority", ""), right / heldOut.length);
  }
}
