package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.LossOutput;
import dev.unroll.autograd.op.reduction.LogProbabilities;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;

/// Cross-entropy with class weights and label smoothing, in nats. With ℓ = log softmax(x[m]), target t, V
/// classes and smoothing s:
///
///     sum = Σ_m −(1 − s)·w[t]·ℓ[t] − (s/V) Σ_v w[v]·ℓ[v]        mean = sum / Σ_m w[t]
///
/// over the rows that are not left out; the mean of no rows is 0. What has the weight 0 is not looked at: a
/// logit of −∞ of a class that does not count leaves the loss finite. Semantics of
/// `torch.nn.functional.cross_entropy`. Without both, [CrossEntropyOp] is faster.
///
/// - `logits [...,V]`, M rows in all
/// - `targets [M]`: ids from 0 to V − 1, or `ignore` to leave a row out
/// - `weights [V]`, finite and not negative, or null for ones
///
/// Source: label smoothing, Szegedy et al., *Rethinking the Inception architecture*, 2016.
public final class WeightedCrossEntropyOp implements Operation {
  private final ClassTargets targets;
  private final Tensor savedWeights;
  private final float smoothing;
  private final double divisor;
  private final Tensor savedProbabilities;

  private WeightedCrossEntropyOp(
      ClassTargets targets,
      Tensor savedWeights,
      float smoothing,
      double divisor,
      Tensor savedProbabilities) {
    this.targets = targets;
    this.savedWeights = savedWeights;
    this.smoothing = smoothing;
    this.divisor = divisor;
    this.savedProbabilities = savedProbabilities;
  }

  /// Over all rows; `weights` may be null, `smoothing` 0.
  public static LossOutput apply(Variable logits, int[] targets, Tensor weights, float smoothing) {
    return apply(logits, ClassTargets.of(logits, targets), weights, smoothing);
  }

  /// Over the rows whose target is not `ignore`; `weights` may be null, `smoothing` 0.
  public static LossOutput apply(
      Variable logits, int[] targets, int ignore, Tensor weights, float smoothing) {
    return apply(logits, ClassTargets.of(logits, targets, ignore), weights, smoothing);
  }

  private static LossOutput apply(
      Variable logits, ClassTargets targets, Tensor weights, float smoothing) {
    Checks.within("smoothing", smoothing, 0, 1);
    int classes = targets.classes();
    Tape tape = logits.tape();
    Workspace workspace = tape.workspace();
    Tensor savedWeights = weights(tape, weights, classes);

    // 1. probabilities and log-sum-exp of each row
    Tensor x = targets.rows(logits.value());
    Tensor p = tape.take(targets.shape());
    int[] ids = targets.ids();
    float[] logSums = workspace.take(ids.length);
    LogProbabilities.of(tape, x, p, logSums);

    // 2. the terms of each row, but for those that count 0 times
    double sum = 0;
    double total = 0;
    for (int m = 0; m < ids.length; m++) {
      if (ids[m] < 0) {
        continue;
      }
      int at = x.offset() + m * classes;
      double own = (1 - smoothing) * weight(savedWeights, ids[m]);
      double row = own == 0 ? 0 : own * ((double) logSums[m] - x.data()[at + ids[m]]);
      if (smoothing > 0) {
        double spread = 0;
        for (int v = 0; v < classes; v++) {
          double weight = weight(savedWeights, v);
          spread += weight == 0 ? 0 : weight * ((double) logSums[m] - x.data()[at + v]);
        }
        row += (double) smoothing / classes * spread;
      }
      sum += row;
      total += weight(savedWeights, ids[m]);
    }
    workspace.give(logSums);
    return Outputs.of(
        tape,
        sum,
        total,
        divisor -> new WeightedCrossEntropyOp(targets, savedWeights, smoothing, divisor, p),
        logits);
  }

  private static Tensor weights(Tape tape, Tensor weights, int classes) {
    if (weights == null) {
      return null;
    }
    Checks.shape("weights [V]", weights, classes);
    Tensor copy = tape.take(Shape.of(classes));
    copy.copyFrom(weights);
    for (int v = 0; v < classes; v++) {
      if (!(copy.data()[v] >= 0 && copy.data()[v] <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "weights[%d]: expected a finite number of 0 or more, got %s"
                .formatted(v, copy.data()[v]));
      }
    }
    return copy;
  }

  private static double weight(Tensor weights, int v) {
    return weights == null ? 1 : weights.data()[weights.offset() + v];
  }

  @Override
  public String name() {
    return "weighted-cross-entropy";
  }

  @Override
  public void backward(Node node) {
    Tensor dx = node.inputGradient(0);
    int classes = targets.classes();
    int[] ids = targets.ids();
    double scale = node.gradient().item() / divisor;
    if (scale == 0) {
      return;
    }
    double spread = 0;
    for (int v = 0; v < classes; v++) {
      spread += weight(savedWeights, v);
    }
    for (int m = 0; m < ids.length; m++) {
      if (ids[m] < 0) {
        continue;
      }
      double own = (1 - smoothing) * weight(savedWeights, ids[m]);
      for (int v = 0; v < classes; v++) {
        double p = savedProbabilities.data()[m * classes + v];
        double share =
            own * (p - (v == ids[m] ? 1 : 0))
                + (double) smoothing / classes * (p * spread - weight(savedWeights, v));
        dx.data()[dx.offset() + m * classes + v] += (float) (scale * share);
      }
    }
  }
}
