package dev.unroll.bench;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.SoftmaxKernel;
import dev.unroll.kernels.Workers;

/// Softmax with cross-entropy over seeded logits, forward and backward, ready to be timed.
public final class SoftmaxWork {
  private final SoftmaxKernel kernel;
  private final Workers workers;
  private final Workspace workspace = new Workspace();
  private final int rows;
  private final int classes;
  private final Tensor logits;
  private final int[] targets;
  private final Tensor p;
  private final Tensor dLogits;
  private final float[] losses;

  /// `rows` rows of `classes` logits within ±4, on the given threads.
  public SoftmaxWork(KernelSet set, int rows, int classes, Workers workers) {
    kernel = set.softmax();
    this.workers = workers;
    this.rows = rows;
    this.classes = classes;
    logits = Numbers.tensor(1, 4, rows, classes);
    targets = Numbers.ids(2, rows, classes);
    p = Tensor.zeros(rows, classes);
    dLogits = Tensor.zeros(rows, classes);
    losses = new float[rows];
  }

  /// Probabilities, losses and a fresh gradient of their mean to the logits.
  public void run() {
    kernel.crossEntropy(logits, targets, p, losses, workspace, workers);
    kernel.crossEntropyBackward(p, targets, 1f / rows, false, dLogits, workers);
  }

  /// What [#run] does: a maximum, an exponential, a sum, two products and a difference for each
  /// logit; logits and p read, p and the gradient written.
  public Work work() {
    double elements = (double) rows * classes;
    Operations operations =
        Operations.EXP_OF_NEGATIVE
            .plus(new Operations(2, 4, 0, 0)) // maximum 2, difference, sum, quotient, gradient
            .times(elements)
            .plus(new Operations(0, 0, 2, 0).times(rows)); // 1 / sum, and one in its logarithm
    return Work.updating((Work.EXP_FLOP + 6) * elements, 4 * 4 * elements, 3 * 4 * elements)
        .needing(operations);
  }

  public Tensor logits() {
    return logits;
  }

  public int[] targets() {
    return targets;
  }

  /// The gradient to the logits.
  public Tensor dLogits() {
    return dLogits;
  }

  /// The loss of each row.
  public float[] losses() {
    return losses;
  }
}
