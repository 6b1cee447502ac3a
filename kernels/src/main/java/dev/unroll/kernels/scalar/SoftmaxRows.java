package dev.unroll.kernels.scalar;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.SoftmaxKernel;
import dev.unroll.kernels.Workers;

/// What every [SoftmaxKernel] has in common: the checks, the split of the rows over workers and the
/// recipe of a row, over four loops along a row that each kernel set brings.
public abstract class SoftmaxRows implements SoftmaxKernel {
  /// From so many numbers on the work outweighs the handing-out to threads.
  private static final int SPLIT_FROM = 1 << 14;

  /// For the kernel sets.
  protected SoftmaxRows() {}

  /// The greatest of the numbers that are not NaN; −∞ if there are none.
  protected abstract float maximum(int length, float[] x, int xOffset);

  /// `p[v] = exp(x[v] − maximum)`; returns Σ p in the order of [ScalarSums]. `p` may be `x`.
  protected abstract float exponentials(
      int length, float[] x, int xOffset, float maximum, float[] p, int pOffset);

  /// `p[v] *= factor`.
  protected abstract void scale(int length, float factor, float[] p, int pOffset);

  /// `y[v] = fma(factor, x[v], y[v])`.
  protected abstract void addScaled(
      int length, float factor, float[] x, int xOffset, float[] y, int yOffset);

  @Override
  public final void softmax(Tensor x, Tensor p, Workers workers) {
    Checks.shape("p", p, x.shape());
    int length = length(x);
    int rows = rows(x);
    if (onCaller(x, workers)) {
      softmaxRows(x, p, length, 0, rows);
    } else {
      workers.run(
          (index, count) ->
              softmaxRows(x, p, length, first(rows, index, count), first(rows, index + 1, count)));
    }
  }

  private void softmaxRows(Tensor x, Tensor p, int length, int from, int to) {
    for (int m = from; m < to; m++) {
      int xOffset = x.offset() + m * length;
      int pOffset = p.offset() + m * length;
      float maximum = maximum(length, x.data(), xOffset);
      float sum = exponentials(length, x.data(), xOffset, maximum, p.data(), pOffset);
      scale(length, 1 / sum, p.data(), pOffset);
    }
  }

  @Override
  public final void crossEntropy(
      Tensor logits, int[] targets, Tensor p, float[] losses, Workers workers) {
    Checks.shape("p", p, logits.shape());
    int length = length(logits);
    int rows = checkedRows(logits, targets);
    if (losses.length < rows) {
      throw new IllegalArgumentException(
          "losses: expected room for each of %d rows, got %d".formatted(rows, losses.length));
    }
    if (onCaller(logits, workers)) {
      crossEntropyRows(logits, targets, p, losses, length, 0, rows);
    } else {
      workers.run(
          (index, count) ->
              crossEntropyRows(
                  logits,
                  targets,
                  p,
                  losses,
                  length,
                  first(rows, index, count),
                  first(rows, index + 1, count)));
    }
  }

  private void crossEntropyRows(
      Tensor x, int[] targets, Tensor p, float[] losses, int length, int from, int to) {
    for (int m = from; m < to; m++) {
      int xOffset = x.offset() + m * length;
      int pOffset = p.offset() + m * length;
      int target = targets[m];
      // 1. the target's logit, before p overwrites it where p is x
      float logit = target < 0 ? 0 : x.data()[xOffset + target];
      // 2. p = softmax(x)
      float maximum = maximum(length, x.data(), xOffset);
      float sum = exponentials(length, x.data(), xOffset, maximum, p.data(), pOffset);
      scale(length, 1 / sum, p.data(), pOffset);
      // 3. −log p[target] = log Σ exp(x − max) − (x[target] − max)
      losses[m] = target < 0 ? 0 : ScalarMath.log(sum) + (maximum - logit);
    }
  }

  @Override
  public final void crossEntropyBackward(
      Tensor p, int[] targets, float scale, Tensor dLogits, Workers workers) {
    Checks.shape("dLogits", dLogits, p.shape());
    int length = length(p);
    int rows = checkedRows(p, targets);
    if (onCaller(p, workers)) {
      backwardRows(p, targets, scale, dLogits, length, 0, rows);
    } else {
      workers.run(
          (index, count) ->
              backwardRows(
                  p,
                  targets,
                  scale,
                  dLogits,
                  length,
                  first(rows, index, count),
                  first(rows, index + 1, count)));
    }
  }

  private void backwardRows(
      Tensor p, int[] targets, float scale, Tensor dLogits, int length, int from, int to) {
    for (int m = from; m < to; m++) {
      if (targets[m] < 0) {
        continue;
      }
      int pOffset = p.offset() + m * length;
      int dOffset = dLogits.offset() + m * length;
      int target = dOffset + targets[m];
      float before = dLogits.data()[target];
      addScaled(length, scale, p.data(), pOffset, dLogits.data(), dOffset);
      dLogits.data()[target] = Math.fma(scale, p.data()[pOffset + targets[m]] - 1, before);
    }
  }

  /// The product of all extents but the last: rows may be empty.
  private static int rows(Tensor x) {
    int rows = 1;
    for (int axis = 0; axis < x.shape().rank() - 1; axis++) {
      rows *= x.shape().dimension(axis);
    }
    return rows;
  }

  private static int length(Tensor x) {
    if (x.shape().rank() == 0) {
      throw new IllegalArgumentException("expected rows [M,V], got a single number");
    }
    return x.shape().dimension(-1);
  }

  private static int checkedRows(Tensor x, int[] targets) {
    int rows = rows(x);
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
    return rows;
  }

  private static boolean onCaller(Tensor x, Workers workers) {
    return workers.count() == 1 || x.elements() < SPLIT_FROM;
  }

  /// The first row of part `index`.
  private static int first(int rows, int index, int count) {
    return (int) ((long) rows * index / count);
  }
}
