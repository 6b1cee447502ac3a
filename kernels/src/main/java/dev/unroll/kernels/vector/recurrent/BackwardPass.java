package dev.unroll.kernels.vector.recurrent;

import static dev.unroll.kernels.vector.gemm.Blocking.KC;
import static dev.unroll.kernels.vector.gemm.Blocking.MR;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.core.internal.KeptObjects;
import dev.unroll.kernels.Direction;
import dev.unroll.kernels.RecurrentGradients;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.vector.gemm.MacroKernel;
import dev.unroll.kernels.vector.gemm.PackB;
import dev.unroll.kernels.vector.gemm.ParallelPackB;
import java.util.Arrays;

/// The operands of one backward pass of a recurrent layer, and its loop back through time. One object a
/// workspace, filled anew for each call; what a call leaves behind, a call that failed included, is
/// cleared before anybody sees it.
final class BackwardPass implements Workers.Part {
  /// The batch rows of all steps that the pass takes at a time: as deep as a block of the products that
  /// follow.
  private static final int CHUNK_ROWS = KC;

  VectorRecurrentKernel cell;
  int batch;
  int hidden;

  /// `P`.
  int outputs;

  private int[] lengths;

  /// Whether the layer went from the first step to the last.
  private boolean forward;

  private int steps;
  float[] h;
  private int hOffset;

  /// The distance of rows of `h` and of `dy`.
  int hStride;

  float[] c;
  private int cOffset;
  float[] saved;
  private int savedOffset;
  private Tensor dy;
  private int column;

  /// What [VectorRecurrentKernel#packBackward] made of the recurrent weights.
  float[] packed;

  /// Gradients to the pre-activations of the steps at hand, and what the cell keeps besides, `[steps,N,width]`.
  float[] da;

  /// The steps at hand: from this one …
  private int firstStep;

  /// … to before this one.
  private int lastStep;

  /// The width of a row of `da`.
  int width;

  /// The rows that a step takes at a time: where the weights stay in the caches, as many as have their
  /// gradients to the pre-activations in L1.
  private int rowBlock;

  /// The rows whose element-wise equations a cell goes through at a time.
  int epilogueRows;

  /// `[N,P]`, gradient to the hidden state of the step at hand.
  float[] dh;

  /// `[N,H]`, gradient to its cell state.
  float[] dc;

  /// The products' scratch, `scratchLength` floats a part, then `[N,H]` for the cell to use, then a row
  /// of zeros that products start from.
  float[] scratch;

  /// The floats of scratch of each part.
  private int scratchLength;

  /// Makes dx of each block of rows; null if that is done later, or not at all.
  private InputGradients inputs;

  /// Where that `[N,H]` begins.
  int rowScratch;

  private int zeros;

  private final MacroKernel[] products = {new MacroKernel(), new MacroKernel()};
  private final InputGradients inputGradients = new InputGradients();
  private final GradientProducts gradientProducts = new GradientProducts();

  /// This workspace's pass.
  static BackwardPass of(Workspace workspace) {
    return KeptObjects.of(workspace, BackwardPass.class, BackwardPass::new);
  }

  /// Back through time.
  ///
  /// @param workers what all products may be split over
  /// @param parts those that the batch is split over; null for one part on the calling thread
  void run(
      VectorRecurrentKernel cell,
      RecurrentSequence sequence,
      RecurrentGradients gradients,
      Workspace workspace,
      Workers workers,
      Workers parts) {
    try {
      set(cell, sequence, gradients.dy());
      take(sequence, workspace, workers);

      // 1. what reaches the final states
      copyOrClear(gradients.dhn(), dh, batch * outputs);
      copyOrClear(gradients.dcn(), dc, batch * hidden);

      // 2. back through time, some steps at a time, each followed by their part of the gradients to
      // the parameters and the input, while da is in the caches
      ParallelPackB packing = ParallelPackB.of(workspace, parts == null ? Workers.CALLER : parts);
      cell.packBackward(sequence.weights(), packed, packing);
      cell.setProducts(this);
      boolean wantsInputs = gradients.dx() != null;
      if (wantsInputs) {
        Tensor w = sequence.weights().weightIh();
        inputGradients.begin(w, gradients.dx(), da, width, scratch, workspace, packing);
      }
      RecurrentShape shape = sequence.shape();
      boolean byBlock =
          batch >= MR * workers.count()
              && BatchBlocking.small(
                  cell.packedLength(shape.inputs(), shape.hidden(), shape.outputs()));
      inputs = wantsInputs && byBlock ? inputGradients : null;
      gradientProducts.begin(
          cell,
          sequence,
          gradients,
          wantsInputs && !byBlock ? inputGradients : null,
          scratchLength,
          parts != null,
          workspace,
          workers);
      int chunk = chunk();
      for (int done = 0; done < steps; done += chunk) {
        firstStep = forward ? Math.max(0, steps - done - chunk) : done;
        lastStep = forward ? steps - done : Math.min(steps, done + chunk);
        if (parts == null) {
          run(0, 1);
        } else {
          parts.run(this);
        }
        gradientProducts.add(firstStep, lastStep, da);
      }
      gradientProducts.end();

      // 3. the initial states
      addTo(gradients.dh0(), dh);
      if (cell.hasCellState()) {
        addTo(gradients.dc0(), dc);
      }
    } finally {
      clear(workspace);
    }
  }

  /// The operands that come from the sequence.
  private void set(VectorRecurrentKernel cell, RecurrentSequence sequence, Tensor dy) {
    RecurrentShape shape = sequence.shape();
    this.cell = cell;
    steps = shape.steps();
    batch = shape.batch();
    hidden = shape.hidden();
    outputs = shape.outputs();
    forward = sequence.direction() == Direction.FORWARD;
    width = cell.gradientWidth(hidden, outputs);
    int packedLength = cell.packedLength(shape.inputs(), hidden, outputs);
    rowBlock = BatchBlocking.rows(packedLength, width, batch);
    epilogueRows = BatchBlocking.epilogueRows(width);
    lengths = sequence.lengths();
    column = sequence.column();
    h = sequence.h().data();
    hOffset = sequence.h().offset() + column;
    hStride = sequence.h().shape().dimension(2);
    c = sequence.c() == null ? null : sequence.c().data();
    cOffset = sequence.c() == null ? 0 : sequence.c().offset();
    saved = sequence.saved() == null ? null : sequence.saved().data();
    savedOffset = sequence.saved() == null ? 0 : sequence.saved().offset();
    this.dy = dy;
  }

  /// The steps that are gone through before the products over their rows are made.
  private int chunk() {
    return Math.max(1, Math.min(steps, CHUNK_ROWS / Math.max(1, batch)));
  }

  private void take(RecurrentSequence sequence, Workspace workspace, Workers workers) {
    int rows = chunk() * batch;
    dh = workspace.take(batch * outputs);
    dc = workspace.take(batch * hidden);
    da = workspace.take(rows * width);
    packed = workspace.take(cell.backwardLength(hidden, outputs));
    scratchLength = MacroKernel.scratchLength(rows);
    rowScratch = workers.count() * scratchLength;
    zeros = rowScratch + batch * hidden;
    int end = zeros + PackB.count(Math.max(outputs, hidden)) * NR;
    scratch = workspace.take(end);
    Arrays.fill(scratch, zeros, end, 0f);
  }

  private void clear(Workspace workspace) {
    gradientProducts.clear();
    inputGradients.clear(workspace);
    for (MacroKernel product : products) {
      product.clear();
    }
    VectorRecurrentKernel.give(workspace, scratch);
    VectorRecurrentKernel.give(workspace, packed);
    VectorRecurrentKernel.give(workspace, da);
    VectorRecurrentKernel.give(workspace, dc);
    VectorRecurrentKernel.give(workspace, dh);
    cell = null;
    lengths = null;
    dy = null;
    inputs = null;
    h = c = saved = packed = da = dh = dc = scratch = null;
  }

  /// Where the gradients to the pre-activations of a row of a step begin.
  int daAt(int t, int row) {
    return ((t - firstStep) * batch + row) * width;
  }

  /// Where the hidden state of a row before a step begins.
  int hBefore(int t, int row) {
    return hOffset + ((forward ? t : t + 1) * batch + row) * hStride;
  }

  /// Where the hidden state of a row after a step begins.
  int hAfter(int t, int row) {
    return hOffset + ((forward ? t + 1 : t) * batch + row) * hStride;
  }

  /// Where the cell state of a row before a step begins.
  int cBefore(int t, int row) {
    return cOffset + ((forward ? t : t + 1) * batch + row) * hidden;
  }

  /// Where the cell state of a row after a step begins.
  int cAfter(int t, int row) {
    return cOffset + ((forward ? t + 1 : t) * batch + row) * hidden;
  }

  /// Where what a row has saved at a step begins, `S` floats a row.
  int savedAt(int t, int row, int savedWidth) {
    return savedOffset + (t * batch + row) * savedWidth;
  }

  /// The steps at hand, the layer's last to its first, of one part of the batch.
  @Override
  public void run(int part, int count) {
    int from = VectorRecurrentKernel.boundary(batch, part, count);
    int to = VectorRecurrentKernel.boundary(batch, part + 1, count);
    int scratchAt = part * scratchLength;
    for (int done = 0; done < lastStep - firstStep; done++) {
      int t = forward ? lastStep - 1 - done : firstStep + done;
      int row = from;
      while (row < to) {
        int first = row;
        boolean ended = ended(t, row);
        do {
          row++;
        } while (row < to && ended(t, row) == ended);
        if (!ended) {
          step(t, first, row - first, scratchAt);
        }
      }
    }
  }

  /// Whether a row's sequence is over at a step: its state's gradients pass on as they are.
  private boolean ended(int t, int row) {
    return lengths != null && t >= lengths[row];
  }

  private void step(int t, int from, int count, int scratchAt) {
    int to = from + count;
    for (int row = from; row < to; row += rowBlock) {
      int rows = Math.min(rowBlock, to - row);
      if (dy != null) {
        addOutputs(t, row, rows);
      }
      cell.backwardStep(this, t, row, rows, scratchAt);
      if (inputs != null) {
        inputs.add(t * batch + row, rows, (t - firstStep) * batch + row, scratchAt);
      }
    }
  }

  /// `dh += dy[t]` for some rows.
  private void addOutputs(int t, int row, int rows) {
    int source = dy.offset() + (t * batch + row) * hStride + column;
    if (hStride == outputs) {
      VectorRecurrentKernel.add(rows * outputs, dy.data(), source, dh, row * outputs);
      return;
    }
    for (int m = 0; m < rows; m++) {
      int from = source + m * hStride;
      VectorRecurrentKernel.add(outputs, dy.data(), from, dh, (row + m) * outputs);
    }
  }

  /// Sets product `index` of the cell: `k` columns of `da` times `R [k,P]`, packed from `panelsAt` on,
  /// into rows of `to [N,P]`, which it overwrites unless it `adds` to them.
  void setProduct(int index, int k, int panelsAt, float[] to, boolean adds) {
    products[index]
        .columns(outputs, packed, panelsAt, k, 0)
        .u(k, da, width)
        .result(to, outputs, scratch);
    if (!adds) {
      products[index].startRow(scratch);
    }
  }

  /// Sets product `index` of the cell: `P` columns of `da` times an output layer's `W [P,H]`, packed from `panelsAt` on, into
  /// the rows `[N,H]` of scratch.
  void setOutputLayer(int index, int panelsAt) {
    products[index]
        .columns(hidden, packed, panelsAt, outputs, 0)
        .u(outputs, da, width)
        .result(scratch, hidden, scratch)
        .startRow(scratch);
  }

  /// Product `index` for `rows` rows of `da` from `daAt` on.
  void multiply(int index, int rows, int daAt, int toAt, int scratchAt) {
    MacroKernel product = products[index];
    product.rows(rows, zeros, 0, daAt, toAt, 0, product.panelCount(), scratchAt);
  }

  private static void copyOrClear(Tensor from, float[] to, int length) {
    if (from == null) {
      Arrays.fill(to, 0, length, 0f);
    } else {
      System.arraycopy(from.data(), from.offset(), to, 0, length);
    }
  }

  private static void addTo(Tensor sum, float[] addend) {
    if (sum != null) {
      VectorRecurrentKernel.add(sum.elements(), addend, 0, sum.data(), sum.offset());
    }
  }
}
