package dev.unroll.kernels.vector;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.kernels.Workers;

/// What a recurrent layer's backward pass does once `da`, the gradients to all pre-activations
/// `[T·N,B]`, is there: the large products that give the gradients to the weights and the input. All
/// sums run over the T·N rows in descending order, last row first.
///
/// One object a workspace, filled anew for each pass.
final class GradientProducts implements Workers.Part {
  /// Elements under which a second thread costs more than it gives.
  private static final int PARALLEL = 1 << 19;

  private Workspace workspace;
  private Workers workers;
  private int rows;
  private float[] da;
  private int width;

  // what the threads share in sums over rows: of columns, or by token where ids are set
  private float[] sums;
  private int sumsOffset;
  private int sumsStride;
  private int columnsFrom;
  private int columns;
  private int[] ids;

  /// This workspace's products.
  static GradientProducts of(Workspace workspace) {
    return workspace.keep(GradientProducts.class, GradientProducts::new);
  }

  void set(RecurrentShape shape, float[] da, int width, Workspace workspace, Workers workers) {
    this.workspace = workspace;
    this.workers = workers;
    this.da = da;
    this.width = width;
    rows = shape.steps() * shape.batch();
  }

  /// Lets go of what belongs to the caller.
  void clear() {
    workspace = null;
    workers = null;
    da = sums = null;
    ids = null;
  }

  /// `dW[from..to) += daᵀ·u`: rows `from` to `to` of a weight's gradient, from the same number of
  /// columns of `da` beginning at `daFrom`, and the rows of `u` that the weight was multiplied with.
  void addWeights(int daFrom, float[] u, int uOffset, int uStride, Tensor dw, int from, int to) {
    int n = dw.shape().dimension(1);
    int last = rows - 1;
    GemmPass.of(workspace)
        .left(da, daFrom + last * width, 1, -width)
        .right(u, uOffset + last * uStride, -uStride, 1)
        .result(dw.data(), dw.offset() + from * n, n)
        .run(to - from, n, rows, true, workspace, workers);
  }

  /// `dx += da·W` with the first columns of `da`, as many as `W` has rows.
  void addInputs(Tensor weightIh, Tensor dx) {
    int k = weightIh.shape().dimension(0);
    int n = weightIh.shape().dimension(1);
    GemmPass.of(workspace)
        .left(da, 0, width, 1)
        .right(weightIh.data(), weightIh.offset(), n, 1)
        .result(dx.data(), dx.offset(), n)
        .run(rows, n, k, true, workspace, workers);
  }

  /// `db[from..to) +=` the sums of columns of `da`, beginning at `daFrom`; null where there is no bias.
  void addColumnSums(int daFrom, Tensor db, int from, int to) {
    if (db == null) {
      return;
    }
    ids = null;
    sums = db.data();
    sumsOffset = db.offset() + from;
    columnsFrom = daFrom;
    columns = to - from;
    sum();
  }

  /// The gradient to weight_ih `[G·H, C]`.
  void addInput(SequenceInput input, Tensor dw) {
    int gates = dw.shape().dimension(0);
    int inputs = dw.shape().dimension(1);
    switch (input) {
      case SequenceInput.Features features ->
          addWeights(0, features.x().data(), features.x().offset(), inputs, dw, 0, gates);
      case SequenceInput.Tokens tokens -> addTokens(tokens.ids(), gates, inputs, dw);
    }
  }

  /// `dW[:, ids[m]] += da[m]` for m from the last to the first. Columns are far apart in memory, so they are added to in
  /// a transposed copy, unless few of them are touched.
  private void addTokens(int[] tokens, int gates, int inputs, Tensor dw) {
    float[] gradient = dw.data();
    int offset = dw.offset();
    if (inputs > 2 * rows) {
      for (int row = rows - 1; row >= 0; row--) {
        for (int j = 0; j < gates; j++) {
          gradient[offset + j * inputs + tokens[row]] += da[row * width + j];
        }
      }
      return;
    }
    sums = workspace.take(inputs * gates);
    transpose(gates, inputs, gradient, offset, sums, 0);
    ids = tokens;
    sumsOffset = 0;
    sumsStride = gates;
    columnsFrom = 0;
    columns = gates;
    sum();
    transpose(inputs, gates, sums, 0, gradient, offset);
    workspace.give(sums);
  }

  private void sum() {
    if (workers.count() > 1 && (long) rows * columns >= PARALLEL) {
      workers.run(this);
    } else {
      run(0, 1);
    }
  }

  /// One part of the columns, all rows from the last to the first.
  @Override
  public void run(int part, int count) {
    int from = (int) ((long) columns * part / count) & -16;
    int to = part + 1 == count ? columns : (int) ((long) columns * (part + 1) / count) & -16;
    for (int row = rows - 1; row >= 0; row--) {
      int target = ids == null ? sumsOffset : sumsOffset + ids[row] * sumsStride;
      int source = row * width + columnsFrom + from;
      VectorRecurrentKernel.add(to - from, da, source, sums, target + from);
    }
  }

  private static final int BLOCK = 16;

  /// `to [columns,rows] = from [rows,columns]ᵀ`, block by block.
  private static void transpose(
      int rows, int columns, float[] from, int fromOffset, float[] to, int toOffset) {
    for (int block = 0; block < rows; block += BLOCK) {
      int end = Math.min(rows, block + BLOCK);
      for (int column = 0; column < columns; column++) {
        for (int row = block; row < end; row++) {
          to[toOffset + column * rows + row] = from[fromOffset + row * columns + column];
        }
      }
    }
  }
}
