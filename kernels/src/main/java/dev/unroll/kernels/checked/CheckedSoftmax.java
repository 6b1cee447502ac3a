package dev.unroll.kernels.checked;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.SoftmaxKernel;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.shared.SoftmaxTemplate;

/// Shapes, ids, room for the losses, and results at the place of an operand or apart from it.
record CheckedSoftmax(SoftmaxKernel kernel) implements SoftmaxKernel {
  @Override
  public void softmax(Tensor x, Tensor p, Workspace workspace, Workers workers) {
    rows("x", x);
    check("x", x, p, workspace, workers);
    kernel.softmax(x, p, workspace, workers);
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
    kernel.crossEntropy(logits, targets, p, losses, workspace, workers);
  }

  @Override
  public void crossEntropyBackward(
      Tensor p, int[] targets, float scale, boolean add, Tensor dLogits, Workers workers) {
    int rows = rows("p", p);
    Checks.shape("dLogits", dLogits, p.shape());
    Checks.distinct("p", p, "dLogits", dLogits);
    checkTargets(p, targets, rows);
    Checks.present("workers", workers);
    kernel.crossEntropyBackward(p, targets, scale, add, dLogits, workers);
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
