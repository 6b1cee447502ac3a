package dev.unroll.kernels.checked;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.SoftmaxKernel;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.shared.SoftmaxTemplate;
import dev.unroll.kernels.start.Operands;
import dev.unroll.kernels.start.Start;
import dev.unroll.kernels.start.Twins;

/// Shapes, ids, room for the losses, and results at the place of an operand or apart from it.
final class CheckedSoftmax implements SoftmaxKernel {
  private final Start<SoftmaxKernel> softmax;
  private final Start<SoftmaxKernel> crossEntropy;
  private final Start<SoftmaxKernel> crossEntropyBackward;

  CheckedSoftmax(Twins<SoftmaxKernel> twins) {
    Tensor x = Operands.tensor(9, 67);
    Tensor p = Operands.tensor(9, 67);
    Tensor dx = Operands.tensor(9, 67);
    int[] targets = {3, 0, 66, 1, 2, 3, 4, 5, 6};
    float[] losses = new float[9];
    Workspace workspace = new Workspace();
    Workers caller = Workers.CALLER;
    softmax = twins.start(kernel -> kernel.softmax(x, p, workspace, caller));
    crossEntropy =
        twins.start(kernel -> kernel.crossEntropy(x, targets, p, losses, workspace, caller));
    crossEntropyBackward =
        twins.start(kernel -> kernel.crossEntropyBackward(p, targets, 0.1f, false, dx, caller));
  }

  @Override
  public void softmax(Tensor x, Tensor p, Workspace workspace, Workers workers) {
    rows("x", x);
    check("x", x, p, workspace, workers);
    softmax.kernel().softmax(x, p, workspace, workers);
  }

  @Override
  public void crossEntropy(
      Tensor logits,
      int[] targets,
      Tensor p,
      float[] losses,
      Workspace workspace,
      Workers workers) {
    int rows = rows("logits", logits);
    checkTargets(logits, targets, rows);
    check("logits", logits, p, workspace, workers);
    Checks.present("losses", losses);
    if (losses.length < rows) {
      throw new IllegalArgumentException(
          "losses: expected room for each of %d rows, got %d".formatted(rows, losses.length));
    }
    apart("losses", losses, rows, "logits", logits);
    apart("losses", losses, rows, "p", p);
    crossEntropy.kernel().crossEntropy(logits, targets, p, losses, workspace, workers);
  }

  @Override
  public void crossEntropyBackward(
      Tensor p, int[] targets, float scale, boolean add, Tensor dLogits, Workers workers) {
    int rows = rows("p", p);
    Checks.shape("dLogits", dLogits, p.shape());
    Checks.distinct("p", p, "dLogits", dLogits);
    checkTargets(p, targets, rows);
    Checks.present("workers", workers);
    crossEntropyBackward.kernel().crossEntropyBackward(p, targets, scale, add, dLogits, workers);
  }

  private static void check(String name, Tensor x, Tensor p, Workspace workspace, Workers workers) {
    Checks.shape("p", p, x.shape());
    Ranges.sameOrDistinct(name, x, "p", p);
    Checks.present("workspace", workspace);
    Checks.present("workers", workers);
  }

  private static int rows(String name, Tensor x) {
    Checks.present(name, x);
    if (x.shape().rank() == 0) {
      throw new IllegalArgumentException(name + ": expected rows [M,V], got a single number");
    }
    return SoftmaxTemplate.rows(x);
  }

  private static void apart(
      String name, float[] array, int length, String otherName, Tensor other) {
    Ranges.distinct(
        name, array, 0, length, otherName, other.data(), other.offset(), other.elements());
  }

  private static void checkTargets(Tensor x, int[] targets, int rows) {
    Checks.present("targets", targets);
    if (targets.length != rows) {
      throw new IllegalArgumentException(
          "targets: expected one for each of %d rows, got %d".formatted(rows, targets.length));
    }
    int length = x.shape().dimension(-1);
    for (int m = 0; m < rows; m++) {
      if (targets[m] >= length) {
        throw new IllegalArgumentException(
            "targets[%d]: expected an id below %d, got %d".formatted(m, length, targets[m]));
      }
    }
  }
}
