package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.reduction.LogProbabilities;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;

/// Cross-entropy with class weights and label smoothing, in nats. With ℓ = log softmax(x[m]), target t, V
/// classes and smoothing s:
///
///     loss = (1/Σ_m w[t]) Σ_m −(1 − s)·w[t]·ℓ[t] − (s/V) Σ_v w[v]·ℓ[v]
///
/// over the rows whose target is not negative; the mean of no rows is 0. Semantics of
/// `torch.nn.functional.cross_entropy`. Without both, [CrossEntropyOp] is faster.
///
/// - `logits [...,V]`, M rows in all; `targets [M]`, negative ones left out, kept by reference
/// - `weights [V]` or null for ones: not to be changed before backward
///
/// Source: label smoothing, Szegedy et al., *Rethinking the Inception architecture*, 2016.
public final class WeightedCrossEntropyOp implements Operation {
  private final int[] targets;
  private final Tensor weights;
  private final float smoothing;
  private final double total;
  private final Tensor savedProbabilities;

  private WeightedCrossEntropyOp(
      int[] targets, Tensor weights, float smoothing, double total, Tensor savedProbabilities) {
    this.targets = targets;
    this.weights = weights;
    this.smoothing = smoothing;
    this.total = total;
    this.savedProbabilities = savedProbabilities;
  }

  /// The weighted mean over the rows that count; `weights` may be null, `smoothing` 0.
  public static Variable mean(Variable logits, int[] targets, Tensor weights, float smoothing) {
    Checks.within("smoothing", smoothing, 0, 1);
    int classes = logits.shape().rank() == 0 ? 0 : logits.shape().dimension(-1);
    if (classes == 0 || logits.shape().elements() / classes != targets.length) {
      throw new IllegalArgumentException(
          "cross-entropy: expected one target for each row of logits %s, got %d"
              .formatted(logits.shape(), targets.length));
    }
    if (weights != null) {
      Checks.shape("weights [V]", weights, classes);
    }
    Tape tape = logits.tape();
    Workspace workspace = tape.workspace();
    Shape shape = Shape.of(targets.length, classes);
    Tensor x = logits.value().reshape(shape);
    Tensor loss = tape.take(Shape.SCALAR);
    Tensor p = tape.take(shape);
    float[] logSums = workspace.take(targets.length);
    LogProbabilities.of(tape, x, p, logSums);
    double sum = 0;
    double total = 0;
    for (int m = 0; m < targets.length; m++) {
      int target = targets[m];
      if (target >= classes) {
        throw new IllegalArgumentException(
            "targets[%d]: expected an id below %d or a negative one, got %d"
                .formatted(m, classes, target));
      }
      if (target < 0) {
        continue;
      }
      int at = x.offset() + m * classes;
      double spread = 0;
      for (int v = 0; v < classes; v++) {
        spread += weight(weights, v) * ((double) logSums[m] - x.data()[at + v]);
      }
      double own = (double) logSums[m] - x.data()[at + target];
      sum +=
          (1 - smoothing) * weight(weights, target) * own + (double) smoothing / classes * spread;
      total += weight(weights, target);
    }
    workspace.give(logSums);
    loss.fill(total == 0 ? 0 : (float) (sum / total));
    return tape.record(
        new WeightedCrossEntropyOp(targets, weights, smoothing, total, p), loss, logits);
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
    if (total == 0) {
      return;
    }
    Tensor dx = node.inputGradient(0);
    int classes = savedProbabilities.shape().dimension(1);
    double scale = node.gradient().item() / total;
    double spread = 0;
    for (int v = 0; v < classes; v++) {
      spread += weight(weights, v);
    }
    for (int m = 0; m < targets.length; m++) {
      if (targets[m] < 0) {
        continue;
      }
      double own = (1 - smoothing) * weight(weights, targets[m]);
      for (int v = 0; v < classes; v++) {
        double p = savedProbabilities.data()[m * classes + v];
        double share =
            own * (p - (v == targets[m] ? 1 : 0))
                + (double) smoothing / classes * (p * spread - weight(weights, v));
        dx.data()[dx.offset() + m * classes + v] += (float) (scale * share);
      }
    }
  }
}
