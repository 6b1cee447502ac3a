package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.LossOutput;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.Workers;

/// Softmax and cross-entropy with one target id a row, in nats:
///
///     sum = −Σ log softmax(logits)[m, targets[m]]        mean = sum/count
///     dLogits[m,v] += dSum·(softmax(logits)[m,v] − [v = targets[m]])
///
/// over the `count` rows that are not left out; the mean of no rows is 0.
///
/// - `logits [...,V]`, any number of leading axes with M rows in all
/// - `targets [M]`: ids from 0 to V − 1, or the id that says that a row is left out: its numbers are not
///   looked at
///
/// Saved: the probabilities. Row losses are summed in double, in order.
public final class CrossEntropyOp implements Operation {
  private final ClassTargets targets;
  private final float divisor;
  private final Tensor savedProbabilities;

  private CrossEntropyOp(ClassTargets targets, double divisor, Tensor savedProbabilities) {
    this.targets = targets;
    this.divisor = (float) divisor;
    this.savedProbabilities = savedProbabilities;
  }

  /// Over all rows.
  public static LossOutput apply(Variable logits, int[] targets) {
    return apply(logits, ClassTargets.of(logits, targets));
  }

  /// Over the rows whose target is not `ignore`.
  public static LossOutput apply(Variable logits, int[] targets, int ignore) {
    return apply(logits, ClassTargets.of(logits, targets, ignore));
  }

  private static LossOutput apply(Variable logits, ClassTargets targets) {
    Tape tape = logits.tape();
    Workspace workspace = tape.workspace();

    // 1. probabilities and the loss of each row
    boolean recorded = tape.records(logits);
    Tensor probabilities = recorded ? tape.take(targets.shape()) : workspace.take(targets.shape());
    int rows = targets.ids().length;
    float[] losses = workspace.take(rows);
    tape.kernels()
        .softmax()
        .crossEntropy(
            targets.rows(logits.value()),
            targets.ids(),
            probabilities,
            losses,
            workspace,
            tape.workers());

    // 2. their sum
    double sum = 0;
    for (int m = 0; m < rows; m++) {
      sum += losses[m];
    }
    workspace.give(losses);
    if (!recorded) {
      workspace.give(probabilities);
    }
    return Outputs.of(
        tape,
        sum,
        targets.count(),
        divisor -> new CrossEntropyOp(targets, divisor, probabilities),
        logits);
  }

  /// The targets of sequences of unequal length: a copy of time-major `targets [T·N]` with `ignore` past each
  /// row's length, so that padding is left out of the loss.
  public static int[] withoutPadding(
      int[] targets, int steps, int batch, int[] lengths, int ignore) {
    RecurrentSequence.checkLengths(lengths, batch, steps);
    if (targets.length != steps * batch) {
      throw new IllegalArgumentException(
          "targets: expected T·N = %d·%d, got %d".formatted(steps, batch, targets.length));
    }
    int[] masked = targets.clone();
    for (int n = 0; lengths != null && n < batch; n++) {
      for (int t = lengths[n]; t < steps; t++) {
        masked[t * batch + n] = ignore;
      }
    }
    return masked;
  }

  @Override
  public String name() {
    return "cross-entropy";
  }

  @Override
  public void backward(Node node) {
    if (targets.count() == 0) {
      return;
    }
    Tensor fresh = node.freshInputGradient(0);
    boolean add = fresh == null;
    Tensor dLogits = targets.rows(add ? node.inputGradient(0) : fresh);
    float scale = node.gradient().item() / divisor;
    Workers workers = node.tape().workers();
    node.tape()
        .kernels()
        .softmax()
        .crossEntropyBackward(savedProbabilities, targets.ids(), scale, add, dLogits, workers);
  }
}
