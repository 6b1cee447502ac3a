package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.Workers;

/// Softmax and cross-entropy with one target id a row, in nats:
///
///     loss = −(1/count) Σ log softmax(logits)[m, targets[m]]
///     dLogits[m,v] += (dLoss/count)·(softmax(logits)[m,v] − [v = targets[m]])
///
/// over the `count` rows whose target is not negative; the mean of no rows is 0.
///
/// - `logits [...,V]`, any number of leading axes with M rows in all
/// - `targets [M]`: ids from 0 to V − 1, or negative to leave a row out; kept by reference: not to be
///   changed before backward
///
/// Saved: the probabilities. Row losses are summed in double, in order.
public final class CrossEntropyOp implements Operation {
  private final int[] targets;
  private final int count;
  private final Tensor savedProbabilities;

  private CrossEntropyOp(int[] targets, int count, Tensor savedProbabilities) {
    this.targets = targets;
    this.count = count;
    this.savedProbabilities = savedProbabilities;
  }

  /// The mean over the rows that count.
  public static Variable mean(Variable logits, int[] targets) {
    int classes = logits.shape().rank() == 0 ? 0 : logits.shape().dimension(-1);
    if (classes == 0 || logits.shape().elements() / classes != targets.length) {
      throw new IllegalArgumentException(
          "cross-entropy: expected one target for each row of logits %s, got %d"
              .formatted(logits.shape(), targets.length));
    }
    int count = 0;
    for (int m = 0; m < targets.length; m++) {
      if (targets[m] >= classes) {
        throw new IllegalArgumentException(
            "targets[%d]: expected an id below %d or a negative one, got %d"
                .formatted(m, classes, targets[m]));
      }
      count += targets[m] >= 0 ? 1 : 0;
    }
    Tape tape = logits.tape();
    Workspace workspace = tape.workspace();
    Shape rows = Shape.of(targets.length, classes);

    // 1. probabilities and the loss of each row
    boolean recorded = tape.records(logits);
    Tensor loss = tape.take(Shape.SCALAR);
    Tensor probabilities = recorded ? tape.take(rows) : workspace.take(rows);
    float[] losses = workspace.take(targets.length);
    tape.kernels()
        .softmax()
        .crossEntropy(
            logits.value().reshape(rows),
            targets,
            probabilities,
            losses,
            workspace,
            tape.workers());

    // 2. their mean
    double sum = 0;
    for (int m = 0; m < targets.length; m++) {
      sum += losses[m];
    }
    loss.fill(count == 0 ? 0 : (float) (sum / count));
    workspace.give(losses);
    if (!recorded) {
      workspace.give(probabilities);
    }
    return tape.record(new CrossEntropyOp(targets, count, probabilities), loss, logits);
  }

  /// The targets of sequences of unequal length: a copy of time-major `targets [T·N]` with −1 past each
  /// row's length, so that padding is left out of the loss.
  public static int[] withoutPadding(int[] targets, int steps, int batch, int[] lengths) {
    RecurrentSequence.checkLengths(lengths, batch, steps);
    int[] masked = targets.clone();
    for (int n = 0; lengths != null && n < batch; n++) {
      for (int t = lengths[n]; t < steps; t++) {
        masked[t * batch + n] = -1;
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
    if (count == 0) {
      return;
    }
    Tensor fresh = node.freshInputGradient(0);
    boolean add = fresh == null;
    Tensor dLogits = (add ? node.inputGradient(0) : fresh).reshape(savedProbabilities.shape());
    float scale = node.gradient().item() / count;
    Workers workers = node.tape().workers();
    node.tape()
        .kernels()
        .softmax()
        .crossEntropyBackward(savedProbabilities, targets, scale, add, dLogits, workers);
  }
}
