package dev.unroll.kernels.scalar;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.Direction;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.shared.Fma;

/// The sums over all rows of a sequence that a recurrent layer's backward pass ends with: from the last
/// row `t·N + n` to the first, or the other way where the layer runs against time. Rows past the end of
/// their sequence are left out: the others are gone through in runs that have no such row between them.
///
/// In all of them `da [T·N, width]` holds the gradients to the pre-activations.
final class RowGradients {
  private RowGradients() {}

  private static int rows(RecurrentSequence sequence) {
    return sequence.shape().steps() * sequence.shape().batch();
  }

  /// The row that is the `i`-th to be added.
  private static int row(RecurrentSequence sequence, int i) {
    return sequence.direction() == Direction.FORWARD ? rows(sequence) - 1 - i : i;
  }

  /// From one row to the next in the order of the sums.
  private static int step(RecurrentSequence sequence) {
    return sequence.direction() == Direction.FORWARD ? -1 : 1;
  }

  /// The next `i` from `from` on whose row has ended, or has not; the number of rows if there is none.
  private static int next(RecurrentSequence sequence, int from, boolean ended) {
    int batch = sequence.shape().batch();
    int i = from;
    while (i < rows(sequence)) {
      int row = row(sequence, i);
      if (StateRows.ended(sequence, row / batch, row % batch) == ended) {
        return i;
      }
      i++;
    }
    return i;
  }

  /// `dW[from..to) += daᵀ·u`: rows `from` to `to` of a weight's gradient, from the same number of columns
  /// of `da`, beginning at `daFrom`, and the rows of `u` that the weight was multiplied with, as wide as
  /// `dW` and `uStride` apart.
  static void addWeights(
      RecurrentSequence sequence,
      float[] da,
      int width,
      int daFrom,
      float[] u,
      int uOffset,
      int uStride,
      int from,
      int to,
      Tensor dw) {
    int columns = dw.shape().dimension(1);
    int step = step(sequence);
    for (int i = next(sequence, 0, false); i < rows(sequence); ) {
      int end = next(sequence, i, true);
      int first = row(sequence, i);
      ScalarProduct.add(
          to - from,
          columns,
          end - i,
          da,
          daFrom + first * width,
          1,
          step * width,
          u,
          uOffset + first * uStride,
          step * uStride,
          dw.data(),
          dw.offset() + from * columns,
          columns);
      i = next(sequence, end, false);
    }
  }

  /// `dW[:, ids[m]] += da[m]` of the first `gates` columns of `da`.
  static void addTokens(
      RecurrentSequence sequence, float[] da, int width, int gates, int[] ids, Tensor dw) {
    int vocabulary = dw.shape().dimension(1);
    for (int i = next(sequence, 0, false); i < ids.length; i = next(sequence, i + 1, false)) {
      int row = row(sequence, i);
      for (int j = 0; j < gates; j++) {
        dw.data()[dw.offset() + j * vocabulary + ids[row]] += da[row * width + j];
      }
    }
  }

  /// `db[from..to) +=` the sums of columns of `da`, beginning at `daFrom`; nothing for null.
  static void addColumns(
      RecurrentSequence sequence, float[] da, int width, int daFrom, int from, int to, Tensor db) {
    if (db == null) {
      return;
    }
    int rows = rows(sequence);
    for (int i = next(sequence, 0, false); i < rows; i = next(sequence, i + 1, false)) {
      int at = row(sequence, i) * width + daFrom - from;
      for (int j = from; j < to; j++) {
        db.data()[db.offset() + j] += da[at + j];
      }
    }
  }

  /// `dp[j] ← fma(da[j], c[j], dp[j])` over all rows, of columns of `da` beginning at `daFrom`, with the cell states
  /// before the steps, or `after` one more.
  static void addCellProducts(
      RecurrentSequence sequence, float[] da, int width, int daFrom, int after, Tensor dp) {
    int batch = sequence.shape().batch();
    float[] c = sequence.c().data();
    int rows = rows(sequence);
    for (int i = next(sequence, 0, false); i < rows; i = next(sequence, i + 1, false)) {
      int row = row(sequence, i);
      int steps = StateRows.steps(sequence, row / batch) + after;
      int cAt = StateRows.cell(sequence, steps, row % batch);
      int at = row * width + daFrom;
      for (int j = 0; j < dp.elements(); j++) {
        int to = dp.offset() + j;
        dp.data()[to] = Fma.fma(da[at + j], c[cAt + j], dp.data()[to]);
      }
    }
  }

  /// `dx += da·W` of the first `gates` columns of `da`.
  static void addInputs(
      RecurrentSequence sequence, float[] da, int width, int gates, Tensor w, Tensor dx) {
    int inputs = w.shape().dimension(1);
    int rows = rows(sequence);
    for (int i = next(sequence, 0, false); i < rows; i = next(sequence, i + 1, false)) {
      int row = row(sequence, i);
      int to = dx.offset() + row * inputs;
      ScalarProduct.addRow(
          inputs, gates, da, row * width, w.data(), w.offset(), inputs, dx.data(), to);
    }
  }
}
