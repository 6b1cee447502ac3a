package dev.unroll.kernels.vector.recurrent;

import static dev.unroll.kernels.vector.gemm.Blocking.MR;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.Direction;
import dev.unroll.kernels.RecurrentGradients;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.vector.gemm.BlockedGemm;
import dev.unroll.kernels.vector.gemm.Transposition;

/// What a recurrent layer's backward pass does with `da`, the gradients to the pre-activations of some
/// time steps, while they are in the caches: the large products that give the gradients to the weights
/// and the input. All sums over the T·N rows run from the last row to the first, or against time from the
/// first to the last, so that one block of steps goes on where the one before it ended.
///
/// Rows past the end of their sequence are left out: the others are moved together first.
final class GradientProducts implements Workers.Part {
  /// Multiply-adds, or additions, under which a thread that is awake costs more than it gives.
  private static final long PARALLEL = 1 << 18;

  /// Multiply-adds under which waking a thread costs more than it gives: some 60 µs of work.
  private static final long PARALLEL_ASLEEP = 1 << 23;

  /// Rows of a gradient by tokens that are added to at once.
  private static final int TOKEN_ROWS = 16;

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
  private boolean forward;
  private int batch;

  // the rows at hand
  private int firstRow;
  private int rows;
  private float[] da;

  /// Which of the rows at hand are moved together, where some have ended.
  private final LiveRows live = new LiveRows();

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
    forward = sequence.direction() == Direction.FORWARD;
    batch = sequence.shape().batch();
    parallel = awake ? PARALLEL : PARALLEL_ASLEEP;
    width = cell.gradientWidth(sequence.shape().hidden(), sequence.shape().outputs());
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

  /// Adds what the rows of time steps `firstStep` to before `lastStep` contribute, whose `da` begins the
  /// array and is destroyed.
  void add(int firstStep, int lastStep, float[] da) {
    firstRow = firstStep * batch;
    rows = (lastStep - firstStep) * batch;
    this.da = da;
    live.find(sequence.lengths(), batch, firstStep, lastStep);
    if (inputs != null) {
      task = Task.INPUTS;
      share(rows * inputs.work());
    }
    if (dWeights != null) {
      live.moveTogether(da, width);
      rows = live.count();
      addInputWeights();
      cell.addRecurrentGradients(this, dWeights);
    }
  }

  /// Ends the pass.
  void end() {
    if (byToken != null) {
      Tensor dw = dWeights.weightIh();
      int gates = dw.shape().dimension(0);
      int vocabulary = dw.shape().dimension(1);
      Transposition.transpose(
          vocabulary, gates, byToken, 0, gates, dw.data(), dw.offset(), vocabulary);
    }
  }

  /// Lets go of what belongs to the caller, and of the copy of a gradient.
  void clear() {
    VectorRecurrentKernel.give(workspace, byToken);
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

  /// [#addWeights] of a weight that was multiplied with the hidden states before the steps.
  void addStateWeights(int daFrom, Tensor dw, int from, int to) {
    Tensor h = sequence.h();
    int stride = h.shape().dimension(2);
    int before = forward ? 0 : batch * stride;
    addWeights(daFrom, h.data(), h.offset() + sequence.column() + before, stride, dw, from, to);
  }

  /// [#addWeights] of a weight that was multiplied with what was saved, from a column on.
  void addSavedWeights(int daFrom, int column, Tensor dw, int from, int to) {
    Tensor saved = sequence.saved();
    int stride = saved.shape().dimension(2);
    addWeights(daFrom, saved.data(), saved.offset() + column, stride, dw, from, to);
  }

  /// `dW[from..to) += daᵀ·u`: rows `from` to `to` of a weight's gradient, from the same number of
  /// columns of `da` beginning at `daFrom`, and the rows of `u`, T·N in all, that the weight was
  /// multiplied with.
  void addWeights(int daFrom, float[] u, int uOffset, int uStride, Tensor dw, int from, int to) {
    int n = dw.shape().dimension(1);
    float[] gathered = null;
    try {
      float[] right = u;
      int at = uOffset + firstRow * uStride;
      int stride = uStride;
      if (live.someEnded()) {
        gathered = workspace.take(rows * n);
        live.gather(u, at, uStride, n, gathered);
        right = gathered;
        at = 0;
        stride = n;
      }
      // the last row first, or the first
      int last = forward ? Math.max(0, rows - 1) : 0;
      int sign = forward ? -1 : 1;
      BlockedGemm.of(workspace)
          .left(da, daFrom + last * width, 1, sign * width)
          .right(right, at + last * stride, sign * stride, 1)
          .result(dw.data(), dw.offset() + from * n, n)
          .run(to - from, n, rows, true, workspace, workers, parallel);
    } finally {
      VectorRecurrentKernel.give(workspace, gathered);
    }
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

  /// `dp[j] ← fma(da[j], c[j], dp[j])` over the rows in the order of the other sums, of columns of `da` beginning at
  /// `daFrom`, with the cell states before the steps, or after them.
  void addCellProducts(int daFrom, boolean after, Tensor dp) {
    int hidden = dp.elements();
    Tensor c = sequence.c();
    int slot = forward == after ? batch * hidden : 0;
    for (int i = 0; i < rows; i++) {
      int row = forward ? rows - 1 - i : i;
      int cAt = c.offset() + slot + (firstRow + live.row(row)) * hidden;
      RowOperations.fma(hidden, da, row * width + daFrom, c.data(), cAt, dp.data(), dp.offset());
    }
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

  /// `dW[:, ids[m]] += da[m]`, some rows of `dW` after the others: columns are far apart in memory.
  private void addFewTokens(int gates, Tensor dw) {
    int vocabulary = dw.shape().dimension(1);
    float[] sums = dw.data();
    for (int j = 0; j < gates; j += TOKEN_ROWS) {
      int to = dw.offset() + j * vocabulary;
      int some = Math.min(TOKEN_ROWS, gates - j);
      for (int i = 0; i < rows; i++) {
        int row = forward ? rows - 1 - i : i;
        int target = to + ids[firstRow + live.row(row)];
        int from = row * width + j;
        for (int k = 0; k < some; k++) {
          sums[target + k * vocabulary] += da[from + k];
        }
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

  /// `dx += da·W` for one part of the rows: where there are enough, for those whose `da` this thread has just made.
  private void inputs(int part, int count) {
    int scratchAt = part * scratchLength;
    if (count == 1 || batch < MR * count) {
      int from = VectorRecurrentKernel.boundary(rows, part, count);
      addInputs(from, VectorRecurrentKernel.boundary(rows, part + 1, count), scratchAt);
      return;
    }
    int from = VectorRecurrentKernel.boundary(batch, part, count);
    int to = VectorRecurrentKernel.boundary(batch, part + 1, count);
    for (int step = 0; step < rows; step += batch) {
      addInputs(step + from, step + to, scratchAt);
    }
  }

  private void addInputs(int from, int end, int scratchAt) {
    int row = from;
    while (row < end) {
      int first = live.next(row, end, true);
      row = live.next(first, end, false);
      if (first < row) {
        inputs.add(firstRow + first, row - first, first, scratchAt);
      }
    }
  }

  /// One part of the columns, all rows in order.
  private void columnSums(int part, int count) {
    int from = border(part, count);
    int to = border(part + 1, count);
    int at = (forward ? rows - 1 : 0) * width + columnsFrom + from;
    int target = sumsFrom + from;
    ColumnSums.add(
        rows,
        to - from,
        da,
        at,
        forward ? -width : width,
        sums.data(),
        sums.offset() + target,
        otherSums == null ? null : otherSums.data(),
        otherSums == null ? 0 : otherSums.offset() + target);
  }

  /// `dW[:, ids[m]] += da[m]` of the transposed copy for one part of the columns of `da`.
  private void tokenSums(int part, int count) {
    int from = border(part, count);
    int to = border(part + 1, count);
    for (int i = 0; i < rows; i++) {
      int row = forward ? rows - 1 - i : i;
      int target = ids[firstRow + live.row(row)] * columns + from;
      VectorRecurrentKernel.add(to - from, da, row * width + from, byToken, target);
    }
  }

  private int border(int part, int count) {
    return part == count ? columns : (int) ((long) columns * part / count) & -16;
  }
}
