package dev.unroll.kernels.shared;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.SoftmaxKernel;
import dev.unroll.kernels.Workers;
import java.util.Arrays;

/// What every [SoftmaxKernel] has in common: the split of the rows over workers, the blocks
/// and the recipe, over loops along the rows of a block that each kernel set brings.
public abstract class SoftmaxTemplate implements SoftmaxKernel {
  /// The most rows of a block.
  protected static final int ROWS = 64;

  /// From so many numbers on the work outweighs the handing-out to threads.
  private static final int SPLIT_FROM = 1 << 14;

  /// The numbers of a block, a sixth of an L1 cache, where a row is not longer.
  private static final int BLOCK = 1 << 11;

  /// Where a thread's scratch holds the sums of a block's rows, after their maxima; then what the kernel
  /// sets need.
  private static final int SUMS = ROWS;

  private static final int FURTHER = 2 * ROWS;

  /// For the kernel sets.
  protected SoftmaxTemplate() {}

  /// The floats of scratch that [#maxima] and [#exponentials] need.
  protected abstract int scratchLength();

  /// In scratch, `maxima[m]` is the greatest of the numbers of row m that are not NaN; −∞ if there are
  /// none.
  protected abstract void maxima(
      int rows,
      int length,
      float[] x,
      int xOffset,
      float[] scratch,
      int maximaOffset,
      int scratchOffset);

  /// `p[m,v] = exp(x[m,v] − maxima[m])` and `sums[m] = Σ p[m,·]`, in the order of [CanonicalSums]; maxima and
  /// sums are in scratch.
  protected abstract void exponentials(
      int rows,
      int length,
      float[] x,
      int xOffset,
      float[] p,
      int pOffset,
      float[] scratch,
      int maximaOffset,
      int sumsOffset,
      int scratchOffset);

  /// `x[i] = log x[i]`.
  protected abstract void logarithms(int length, float[] x, int xOffset);

  /// `p[m,v] *= factors[m]`.
  protected abstract void scaleRows(
      int rows, int length, float[] factors, int factorsOffset, float[] p, int pOffset);

  /// `y[v] = fma(factor, x[v], 0)`.
  protected abstract void scale(
      int length, float factor, float[] x, int xOffset, float[] y, int yOffset);

  /// `y[v] = fma(factor, x[v], y[v])`.
  protected abstract void addScaled(
      int length, float factor, float[] x, int xOffset, float[] y, int yOffset);

  @Override
  public final void softmax(Tensor x, Tensor p, Workspace workspace, Workers workers) {
    forward(x, null, p, null, rows(x), workspace, workers);
  }

  @Override
  public final void crossEntropy(
      Tensor logits,
      int[] targets,
      Tensor p,
      float[] losses,
      Workspace workspace,
      Workers workers) {
    forward(logits, targets, p, losses, rows(logits), workspace, workers);
  }

  /// Softmax, with the losses where there are targets.
  private void forward(
      Tensor x,
      int[] targets,
      Tensor p,
      float[] losses,
      int rows,
      Workspace workspace,
      Workers workers) {
    int length = length(x);
    int scratchLength = FURTHER + scratchLength();
    boolean onCaller = onCaller(x, workers);
    float[] scratch = workspace.take((onCaller ? 1 : workers.count()) * scratchLength);
    if (onCaller) {
      forwardRows(x, targets, p, losses, length, 0, rows, scratch, 0);
    } else {
      workers.run(
          (index, count) -> {
            int from = first(rows, index, count);
            int to = first(rows, index + 1, count);
            forwardRows(x, targets, p, losses, length, from, to, scratch, index * scratchLength);
          });
    }
    workspace.give(scratch);
  }

  private void forwardRows(
      Tensor x,
      int[] targets,
      Tensor p,
      float[] losses,
      int length,
      int from,
      int to,
      float[] scratch,
      int scratchOffset) {
    int height = blockRows(length);
    int sums = scratchOffset + SUMS;
    int further = scratchOffset + FURTHER;
    for (int first = from; first < to; first += height) {
      int rows = Math.min(height, to - first);
      int xOffset = x.offset() + first * length;
      int pOffset = p.offset() + first * length;
      // 1. maxima, and losses = max − x[target], read before p overwrites it where p is x
      maxima(rows, length, x.data(), xOffset, scratch, scratchOffset, further);
      if (targets != null) {
        for (int m = first; m < first + rows; m++) {
          int target = Math.max(0, targets[m]);
          float logit = length == 0 ? 0 : x.data()[x.offset() + m * length + target];
          losses[m] = scratch[scratchOffset + m - first] - logit;
        }
      }
      // 2. p = exp(x − max), and its sums
      exponentials(
          rows,
          length,
          x.data(),
          xOffset,
          p.data(),
          pOffset,
          scratch,
          scratchOffset,
          sums,
          further);
      // 3. p = p / Σ p
      for (int m = 0; m < rows; m++) {
        scratch[scratchOffset + m] = 1 / scratch[sums + m];
      }
      scaleRows(rows, length, scratch, scratchOffset, p.data(), pOffset);
      // 4. losses = −log p[target] = log Σ exp(x − max) + (max − x[target])
      if (targets != null) {
        logarithms(rows, scratch, sums);
        for (int m = first; m < first + rows; m++) {
          losses[m] = targets[m] < 0 ? 0 : scratch[sums + m - first] + losses[m];
        }
      }
    }
  }

  /// The rows of a block: one where they are long.
  private static int blockRows(int length) {
    return Math.clamp(BLOCK / Math.max(1, length), 1, ROWS);
  }

  @Override
  public final void crossEntropyBackward(
      Tensor p, int[] targets, float scale, boolean add, Tensor dLogits, Workers workers) {
    int length = length(p);
    int rows = rows(p);
    if (onCaller(p, workers)) {
      backwardRows(p, targets, scale, add, dLogits, length, 0, rows);
    } else {
      workers.run(
          (index, count) ->
              backwardRows(
                  p,
                  targets,
                  scale,
                  add,
                  dLogits,
                  length,
                  first(rows, index, count),
                  first(rows, index + 1, count)));
    }
  }

  private void backwardRows(
      Tensor p,
      int[] targets,
      float scale,
      boolean add,
      Tensor dLogits,
      int length,
      int from,
      int to) {
    int height = blockRows(length);
    for (int first = from; first < to; first += height) {
      int rows = Math.min(height, to - first);
      if (add) {
        addGradients(p, targets, scale, dLogits, length, first, rows);
      } else {
        putGradients(p, targets, scale, dLogits, length, first, rows);
      }
    }
  }

  private void addGradients(
      Tensor p, int[] targets, float scale, Tensor dLogits, int length, int first, int rows) {
    for (int m = first; m < first + rows; m++) {
      if (targets[m] < 0) {
        continue;
      }
      int pOffset = p.offset() + m * length;
      int dOffset = dLogits.offset() + m * length;
      int target = dOffset + targets[m];
      float before = dLogits.data()[target];
      addScaled(length, scale, p.data(), pOffset, dLogits.data(), dOffset);
      dLogits.data()[target] = Fma.fma(scale, p.data()[pOffset + targets[m]] - 1, before);
    }
  }

  private void putGradients(
      Tensor p, int[] targets, float scale, Tensor dLogits, int length, int first, int rows) {
    int pOffset = p.offset() + first * length;
    int dOffset = dLogits.offset() + first * length;
    scale(rows * length, scale, p.data(), pOffset, dLogits.data(), dOffset);
    for (int m = 0; m < rows; m++) {
      int row = m * length;
      int target = targets[first + m];
      if (target < 0) {
        Arrays.fill(dLogits.data(), dOffset + row, dOffset + row + length, 0);
      } else {
        dLogits.data()[dOffset + row + target] =
            Fma.fma(scale, p.data()[pOffset + row + target] - 1, 0);
      }
    }
  }

  /// The product of all extents but the last: rows may be empty.
  public static int rows(Tensor x) {
    int rows = 1;
    for (int axis = 0; axis < x.shape().rank() - 1; axis++) {
      rows *= x.shape().dimension(axis);
    }
    return rows;
  }

  private static int length(Tensor x) {
    return x.shape().dimension(-1);
  }

  private static boolean onCaller(Tensor x, Workers workers) {
    return workers.count() == 1 || x.elements() < SPLIT_FROM;
  }

  /// The first row of part `index`.
  private static int first(int rows, int index, int count) {
    return (int) ((long) rows * index / count);
  }
}
