package dev.unroll.kernels.scalar;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.SoftmaxKernel;
import dev.unroll.kernels.Workers;

/// What every [SoftmaxKernel] has in common: the checks, the split of the rows over workers and the
/// recipe, over loops along a row that each kernel set brings.
public abstract class SoftmaxRows implements SoftmaxKernel {
  /// From so many numbers on the work outweighs the handing-out to threads.
  private static final int SPLIT_FROM = 1 << 14;

  /// Rows shorter than this are worked on in blocks of so many numbers, a quarter of an L1 cache: the
  /// exponentials of a block are one loop, long enough to pay for its beginning and end.
  private static final int BLOCK = 1 << 11;

  /// For the kernel sets.
  protected SoftmaxRows() {}

  /// The greatest of the numbers that are not NaN; −∞ if there are none.
  protected abstract float maximum(int length, float[] x, int xOffset);

  /// `p[v] = x[v] − maximum`. `p` may be `x`.
  protected abstract void subtract(
      int length, float maximum, float[] x, int xOffset, float[] p, int pOffset);

  /// `p[v] = exp p[v]` for numbers that are at most 0.
  protected abstract void exponentials(int length, float[] p, int pOffset);

  /// Σ p, in the order of [ScalarSums].
  protected abstract float sum(int length, float[] p, int pOffset);

  /// [#subtract], [#exponentials] and [#sum] at once, for long rows.
  protected abstract float exponentialsOfRow(
      int length, float maximum, float[] x, int xOffset, float[] p, int pOffset);

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
      forwardRows(x, null, p, null, length, 0, rows);
    } else {
      workers.run(
          (index, count) ->
              forwardRows(
                  x,
                  null,
                  p,
                  null,
                  length,
                  first(rows, index, count),
                  first(rows, index + 1, count)));
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
      forwardRows(logits, targets, p, losses, length, 0, rows);
    } else {
      workers.run(
          (index, count) ->
              forwardRows(
                  logits,
                  targets,
                  p,
                  losses,
                  length,
                  first(rows, index, count),
                  first(rows, index + 1, count)));
    }
  }

  /// Softmax of the rows from `from` to `to`, with the losses where there are targets.
  private void forwardRows(
      Tensor x, int[] targets, Tensor p, float[] losses, int length, int from, int to) {
    if (length >= BLOCK) {
      for (int m = from; m < to; m++) {
        longRow(x, targets, p, losses, length, m);
      }
      return;
    }
    int rows = BLOCK / Math.max(1, length);
    for (int first = from; first < to; first += rows) {
      shortRows(x, targets, p, losses, length, first, Math.min(first + rows, to));
    }
  }

  private void longRow(Tensor x, int[] targets, Tensor p, float[] losses, int length, int m) {
    int xOffset = x.offset() + m * length;
    int pOffset = p.offset() + m * length;
    // 1. p = exp(x − max), losses = max − x[target], read before p overwrites it where p is x
    float maximum = maximum(length, x.data(), xOffset);
    beginLoss(x, targets, losses, length, m, maximum);
    float sum = exponentialsOfRow(length, maximum, x.data(), xOffset, p.data(), pOffset);
    // 2. p = p / Σ p, losses = −log p[target]
    scale(length, 1 / sum, p.data(), pOffset);
    endLoss(targets, losses, m, sum);
  }

  private void shortRows(
      Tensor x, int[] targets, Tensor p, float[] losses, int length, int from, int to) {
    // 1. p = x − max, losses = max − x[target], read before p overwrites it where p is x
    for (int m = from; m < to; m++) {
      int xOffset = x.offset() + m * length;
      float maximum = maximum(length, x.data(), xOffset);
      beginLoss(x, targets, losses, length, m, maximum);
      subtract(length, maximum, x.data(), xOffset, p.data(), p.offset() + m * length);
    }
    // 2. p = exp p
    exponentials((to - from) * length, p.data(), p.offset() + from * length);
    // 3. p = p / Σ p, losses = −log p[target]
    for (int m = from; m < to; m++) {
      int pOffset = p.offset() + m * length;
      float sum = sum(length, p.data(), pOffset);
      scale(length, 1 / sum, p.data(), pOffset);
      endLoss(targets, losses, m, sum);
    }
  }

  private static void beginLoss(
      Tensor x, int[] targets, float[] losses, int length, int m, float maximum) {
    if (targets != null && targets[m] >= 0) {
      losses[m] = maximum - x.data()[x.offset() + m * length + targets[m]];
    }
  }

  /// −log p[target] = log Σ exp(x − max) + (max − x[target]).
  private static void endLoss(int[] targets, float[] losses, int m, float sum) {
    if (targets != null) {
      losses[m] = targets[m] < 0 ? 0 : ScalarMath.log(sum) + losses[m];
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
