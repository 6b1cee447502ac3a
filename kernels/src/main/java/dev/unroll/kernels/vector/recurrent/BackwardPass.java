package dev.unroll.kernels.vector.recurrent;

import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.core.internal.KeptObjects;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.vector.gemm.MacroKernel;
import dev.unroll.kernels.vector.gemm.PackB;
import java.util.Arrays;

/// The operands of one backward pass of a recurrent layer, and its loop over time, last step to first.
/// One object a workspace, filled anew for each call.
final class BackwardPass implements Workers.Part {
  VectorRecurrentKernel cell;
  int batch;
  int hidden;
  int[] lengths;
  float[] h;
  int hOffset;
  float[] c;
  int cOffset;
  float[] saved;
  int savedOffset;
  Tensor dy;

  /// What [VectorRecurrentKernel#packBackward] made of the recurrent weights.
  float[] packed;

  /// Gradients to the pre-activations of the steps at hand, `[steps,N,B]`.
  float[] da;

  /// The steps at hand: from this one …
  private int firstStep;

  /// … to before this one.
  private int lastStep;

  /// `B`.
  int width;

  /// The rows that a step takes at a time: where the weights stay in the caches, as many as have their
  /// gradients to the pre-activations in L1.
  private int rowBlock;

  /// The rows whose element-wise equations a cell goes through at a time.
  int epilogueRows;

  /// `[N,H]`, gradient to the hidden state of the step at hand.
  float[] dh;

  /// `[N,H]`, gradient to its cell state.
  float[] dc;

  /// The products' scratch, `scratchLength` floats a part, then `[N,H]` for the cell to use, then a row
  /// of zeros that products start from.
  float[] scratch;

  /// The floats of scratch of each part.
  int scratchLength;

  /// Makes dx of each block of rows; null if that is done later, or not at all.
  InputGradients inputs;

  /// Where that `[N,H]` begins.
  int rowScratch;

  private int zeros;

  private final MacroKernel[] products = {new MacroKernel(), new MacroKernel()};

  /// This workspace's pass.
  static BackwardPass of(Workspace workspace) {
    return KeptObjects.of(workspace, BackwardPass.class, BackwardPass::new);
  }

  /// The operands that come from the sequence.
  void set(VectorRecurrentKernel cell, RecurrentSequence sequence, Tensor dy) {
    this.cell = cell;
    batch = sequence.shape().batch();
    hidden = sequence.shape().hidden();
    width = cell.preActivationWidth(hidden);
    rowBlock =
        BatchBlocking.rows(cell.packedLength(sequence.shape().inputs(), hidden), width, batch);
    epilogueRows = BatchBlocking.epilogueRows(width);
    lengths = sequence.lengths();
    h = sequence.h().data();
    hOffset = sequence.h().offset();
    c = sequence.c() == null ? null : sequence.c().data();
    cOffset = sequence.c() == null ? 0 : sequence.c().offset();
    saved = sequence.saved() == null ? null : sequence.saved().data();
    savedOffset = sequence.saved() == null ? 0 : sequence.saved().offset();
    this.dy = dy;
  }

  /// Takes the scratch memory of `parts` parts, for products of at most `mostRows` rows at a time.
  void takeScratch(Workspace workspace, int parts, int mostRows) {
    scratchLength = MacroKernel.scratchLength(mostRows);
    rowScratch = parts * scratchLength;
    zeros = rowScratch + batch * hidden;
    int end = zeros + PackB.count(hidden) * NR;
    scratch = workspace.take(end);
    Arrays.fill(scratch, zeros, end, 0f);
  }

  /// Lets go of what belongs to the caller.
  void clear() {
    for (MacroKernel product : products) {
      product.clear();
    }
    cell = null;
    lengths = null;
    dy = null;
    inputs = null;
    h = c = saved = packed = da = dh = dc = scratch = null;
  }

  /// The steps that [#run] goes through: `from` (inclusive) to `to` (exclusive).
  void setSteps(int from, int to) {
    firstStep = from;
    lastStep = to;
  }

  /// Where the gradients to the pre-activations of a row of a step begin.
  int daAt(int t, int row) {
    return ((t - firstStep) * batch + row) * width;
  }

  /// The steps at hand, last to first, of one part of the batch.
  @Override
  public void run(int part, int count) {
    int from = VectorRecurrentKernel.boundary(batch, part, count);
    int to = VectorRecurrentKernel.boundary(batch, part + 1, count);
    int scratchAt = part * scratchLength;
    for (int t = lastStep - 1; t >= firstStep; t--) {
      int row = from;
      while (row < to) {
        int first = row;
        boolean ended = ended(t, row);
        do {
          row++;
        } while (row < to && ended(t, row) == ended);
        if (ended) {
          Arrays.fill(da, daAt(t, first), daAt(t, row), 0f);
          addInputs(t, first, row - first, scratchAt);
        } else {
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
        int source = dy.offset() + (t * batch + row) * hidden;
        VectorRecurrentKernel.add(rows * hidden, dy.data(), source, dh, row * hidden);
      }
      cell.backwardStep(this, t, row, rows, scratchAt);
      addInputs(t, row, rows, scratchAt);
    }
  }

  private void addInputs(int t, int row, int rows, int scratchAt) {
    if (inputs != null) {
      inputs.add(t * batch + row, rows, (t - firstStep) * batch + row, scratchAt);
    }
  }

  /// Sets product `index` of the cell: `k` columns of `da` times `R [k,H]`, packed from `panelsAt` on,
  /// into rows of `to [N,H]`, which it overwrites unless it `adds` to them.
  void setProduct(int index, int k, int panelsAt, float[] to, boolean adds) {
    products[index]
        .columns(hidden, packed, panelsAt, k, 0)
        .u(k, da, width)
        .result(to, hidden, scratch);
    if (!adds) {
      products[index].startRow(scratch);
    }
  }

  /// Product `index` for `rows` rows of `da` from `daAt` on.
  void multiply(int index, int rows, int daAt, int toAt, int scratchAt) {
    MacroKernel product = products[index];
    product.rows(rows, zeros, 0, daAt, toAt, 0, product.panelCount(), scratchAt);
  }
}
