package dev.unroll.kernels.vector.recurrent;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.core.internal.KeptObjects;
import dev.unroll.kernels.RecurrentGradients;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.vector.gemm.BlockedGemm;
import dev.unroll.kernels.vector.gemm.Transposition;

/// What a recurrent layer's backward pass does with `da`, the gradients to the pre-activations of some
/// time steps, while they are in the caches: the large products that give the gradients to the weights
/// and the input. All sums over the T·N rows run from the last row to the first, so that one block of
/// steps goes on where the one after it ended.
///
/// One object a workspace, filled anew for each pass.
final class GradientProducts implements Workers.Part {
  /// Multiply-adds, or additions, under which a thread that is awake costs more than it gives.
  private static final long PARALLEL = 1 << 18;

  /// Multiply-adds under which waking a thread costs more than it gives: some 60 µs of work.
  private static final long PARALLEL_ASLEEP = 1 << 23;

  /// What the threads do at the moment.
  private enum Task {
    INPUTS,
    COLUMN_SUMS,
    TOKEN_SUMS
  }

  private Task task;
  private VectorRecurrentKernel cell;
  private RecurrentSequence sequence;
  private RecurrentWeights dWeights;
  private Workspace workspace;
  private Workers workers;
  private long parallel;
  private int width;

  // the rows at hand
  private int firstRow;
  private int rows;
  private float[] da;

  // dx, where it is made here
  private InputGradients inputs;
  private int scratchLength;

  // sums of columns
  private int columnsFrom;
  private int columns;
  private Tensor sums;
  private Tensor otherSums;
  private int sumsFrom;

  // sums by token, of a transposed copy of the gradient where most of its columns are touched
  private int[] ids;
  private float[] byToken;

  /// This workspace's products.
  static GradientProducts of(Workspace workspace) {
    return KeptObjects.of(workspace, GradientProducts.class, GradientProducts::new);
  }

  /// Begins a backward pass.
  ///
  /// @param inputs makes dx of the rows that [#add] gets; null if that is not to be done here
  /// @param scratchLength the floats of its scratch for each part
  /// @param awake whether the workers have just been working
  void begin(
      VectorRecurrentKernel cell,
      RecurrentSequence sequence,
      RecurrentGradients gradients,
      InputGradients inputs,
      int scratchLength,
      boolean awake,
      Workspace workspace,
      Workers workers) {
    this.cell = cell;
    this.sequence = sequence;
    this.inputs = inputs;
    this.scratchLength = scratchLength;
    this.workspace = workspace;
    this.workers = workers;
    parallel = awake ? PARALLEL : PARALLEL_ASLEEP;
    width = cell.preActivationWidth(sequence.shape().hidden());
    dWeights = gradients.dWeights();
    if (dWeights != null && sequence.input() instanceof SequenceInput.Tokens tokens) {
      ids = tokens.ids();
      Tensor dw = dWeights.weightIh();
      int gates = dw.shape().dimension(0);
      int vocabulary = dw.shape().dimension(1);
      if (vocabulary <= 2 * ids.length) {
        byToken = workspace.take(vocabulary * gates);
        Transposition.transpose(
            gates, vocabulary, dw.data(), dw.offset(), vocabulary, byToken, 0, gates);
      }
    }
  }

  /// Adds what `rows` rows from row `firstRow` of all T·N on contribute, whose `da` begins the array.
  void add(int firstRow, int rows, float[] da) {
    this.firstRow = firstRow;
    this.rows = rows;
    this.da = da;
    if (dWeights != null) {
      addInputWeights();
      cell.addRecurrentGradients(this, sequence, dWeights);
    }
    if (inputs != null) {
      task = Task.INPUTS;
      share(rows * inputs.work());
    }
  }

  /// Ends the pass and lets go of what belongs to the caller.
  void end() {
    if (byToken != null) {
      Tensor dw = dWeights.weightIh();
      int gates = dw.shape().dimension(0);
      int vocabulary = dw.shape().dimension(1);
      Transposition.transpose(
          vocabulary, gates, byToken, 0, gates, dw.data(), dw.offset(), vocabulary);
      workspace.give(byToken);
    }
    inputs = null;
    cell = null;
    sequence = null;
    dWeights = null;
    workspace = null;
    workers = null;
    da = byToken = null;
    sums = otherSums = null;
    ids = null;
  }

  /// `dW[from..to) += daᵀ·u`: rows `from` to `to` of a weight's gradient, from the same number of
  /// columns of `da` beginning at `daFrom`, and the rows of `u`, T·N in all, that the weight was
  /// multiplied with.
  void addWeights(int daFrom, float[] u, int uOffset, int uStride, Tensor dw, int from, int to) {
    int n = dw.shape().dimension(1);
    int last = rows - 1;
    BlockedGemm.of(workspace)
        .left(da, daFrom + last * width, 1, -width)
        .right(u, uOffset + (firstRow + last) * uStride, -uStride, 1)
        .result(dw.data(), dw.offset() + from * n, n)
        .run(to - from, n, rows, true, workspace, workers, parallel);
  }

  /// `db[from..to) +=` the sums of columns of `da`, beginning at `daFrom`, for one or two gradients, any
  /// of which may be null.
  void addColumnSums(int daFrom, Tensor db, Tensor other, int from, int to) {
    if (db == null && other == null) {
      return;
    }
    task = Task.COLUMN_SUMS;
    sums = db == null ? other : db;
    otherSums = db == null ? null : other;
    sumsFrom = from;
    columnsFrom = daFrom;
    columns = to - from;
    share((long) rows * columns);
  }

  /// The gradient to weight_ih `[G·H, C]`.
  private void addInputWeights() {
    Tensor dw = dWeights.weightIh();
    int gates = dw.shape().dimension(0);
    switch (sequence.input()) {
      case SequenceInput.Features(Tensor x) ->
          addWeights(0, x.data(), x.offset(), dw.shape().dimension(1), dw, 0, gates);
      case SequenceInput.Tokens tokens when byToken == null -> addFewTokens(gates, dw);
      case SequenceInput.Tokens tokens -> {
        task = Task.TOKEN_SUMS;
        columns = gates;
        share((long) rows * gates);
      }
    }
  }

  /// `dW[:, ids[m]] += da[m]` for m from the last to the first; columns are far apart in memory.
  private void addFewTokens(int gates, Tensor dw) {
    int vocabulary = dw.shape().dimension(1);
    for (int row = rows - 1; row >= 0; row--) {
      int to = dw.offset() + ids[firstRow + row];
      for (int j = 0; j < gates; j++) {
        dw.data()[to + j * vocabulary] += da[row * width + j];
      }
    }
  }

  private void share(long work) {
    if (workers.count() > 1 && work >= parallel) {
      workers.run(this);
    } else {
      run(0, 1);
    }
  }

  @Override
  public void run(int part, int count) {
    switch (task) {
      case INPUTS -> inputs(part, count);
      case COLUMN_SUMS -> columnSums(part, count);
      case TOKEN_SUMS -> tokenSums(part, count);
    }
  }

  /// `dx += da·W` for one part of the rows.
  private void inputs(int part, int count) {
    int from = VectorRecurrentKernel.boundary(rows, part, count);
    int to = VectorRecurrentKernel.boundary(rows, part + 1, count);
    if (from < to) {
      inputs.add(firstRow + from, to - from, from, part * scratchLength);
    }
  }

  /// One part of the columns, all rows from the last to the first.
  private void columnSums(int part, int count) {
    int from = border(part, count);
    int to = border(part + 1, count);
    int at = (rows - 1) * width + columnsFrom + from;
    int target = sumsFrom + from;
    ColumnSums.add(
        rows,
        to - from,
        da,
        at,
        -width,
        sums.data(),
        sums.offset() + target,
        otherSums == null ? null : otherSums.data(),
        otherSums == null ? 0 : otherSums.offset() + target);
  }

  /// `dW[:, ids[m]] += da[m]` of the transposed copy for one part of the columns of `da`.
  private void tokenSums(int part, int count) {
    int from = border(part, count);
    int to = border(part + 1, count);
    for (int row = rows - 1; row >= 0; row--) {
      int target = ids[firstRow + row] * columns + from;
      VectorRecurrentKernel.add(to - from, da, row * width + from, byToken, target);
    }
  }

  private int border(int part, int count) {
    return part == count ? columns : (int) ((long) columns * part / count) & -16;
  }
}
