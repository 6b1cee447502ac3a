package dev.unroll.kernels.vector.recurrent;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.gemm.Blocking.MR;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.core.internal.KeptObjects;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.RecurrentStep;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.vector.gemm.MacroKernel;
import dev.unroll.kernels.vector.gemm.PackB;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// The operands of one forward pass of a recurrent layer, and its loop over time. One object a
/// workspace, filled anew for each call, so that a call allocates nothing and threads share it.
///
/// The input product is merged with the recurrent one where a step has whole tiles of rows: one pass
/// over the tile does both. With fewer rows, with weights that stay in no cache, and for tokens, whose
/// product is a look-up, it is made for many time steps at once before the recurrence reads it.
///
/// A row of pre-activations `a` is `aStride` floats, the `B` first of which are used (see
/// [VectorRecurrentKernel#preActivationWidth]).
final class ForwardPass implements Workers.Part {
  /// Floats of pre-activations that the input product makes before the recurrence reads them: a
  /// quarter of an L2 cache of 1 MB.
  private static final int CHUNK = 1 << 16;

  /// Packed weights of more floats than these (16 MB) do not stay in a cache from one step to the next:
  /// the input's half of them is then read once for [#CHUNK_ROWS] rows, not for each step.
  private static final int LARGE = 1 << 22;

  /// Rows that the input product takes at a time, at least, where the weights are large.
  private static final int CHUNK_ROWS = 256;

  /// Panels of the input product that meet all rows before the next do: at 1,024 inputs they are 4 MB.
  private static final int GROUP = 32;

  /// Products a cell may have in one time step.
  private static final int PRODUCTS = 3;

  VectorRecurrentKernel cell;
  int hidden;
  float[] a;
  int aStride;
  float[] h;
  float[] c;

  /// The slots of `c`: with two, steps take turns.
  private int cSlots;

  private int steps;

  /// The time steps whose pre-activations have a place; those after them begin at the front again.
  private int held;

  private int batch;
  private int inputs;
  private float[] x;
  private int xOffset;
  private int[] ids;
  private int[] lengths;
  private float[] packed;
  private int rowBlock;

  /// The rows whose pre-activations a cell's element-wise equations go through at a time.
  int epilogueRows;

  private boolean merged;

  /// The time steps whose input products are made at once where they come first.
  private int chunk;

  /// Whether the pre-activations of all steps are kept.
  private boolean saves;

  /// Whether all blocks of rows of a part have their pre-activations in one place, in L1.
  private boolean reuses;

  private int aOffset;
  private int hOffset;
  private int cOffset;
  private float[] scratch;
  private final MacroKernel[] input = products();
  private final MacroKernel[] gates = products();

  private static MacroKernel[] products() {
    MacroKernel[] products = new MacroKernel[PRODUCTS];
    Arrays.setAll(products, i -> new MacroKernel());
    return products;
  }

  /// This workspace's pass.
  static ForwardPass of(Workspace workspace) {
    return KeptObjects.of(workspace, ForwardPass.class, ForwardPass::new);
  }

  private static int chunk(int batch, int aStride, int packedLength) {
    int rows = Math.max(CHUNK / aStride, packedLength > LARGE ? CHUNK_ROWS : 1);
    return Math.max(1, rows / Math.max(1, batch));
  }

  /// The floats of pre-activations that a pass needs which saves nothing: those of as many steps as the
  /// input products are made for at once.
  static int unsavedLength(VectorRecurrentKernel cell, RecurrentShape shape) {
    int stride = cell.stepWidth(shape.hidden());
    int packedLength = cell.packedLength(shape.inputs(), shape.hidden());
    int held = Math.min(shape.steps(), chunk(shape.batch(), stride, packedLength));
    return held * shape.batch() * stride;
  }

  /// A whole sequence in `parts` parts of the batch.
  ///
  /// @param packed the packed weights
  /// @param unsaved where the pre-activations are made if nothing is saved, else null
  /// @param scratch the products' scratch, [#scratchLength] floats for each part
  void set(
      VectorRecurrentKernel cell,
      RecurrentSequence sequence,
      float[] packed,
      float[] unsaved,
      float[] scratch,
      int parts) {
    steps = sequence.shape().steps();
    batch = sequence.shape().batch();
    hidden = sequence.shape().hidden();
    lengths = sequence.lengths();
    setState(sequence.h(), sequence.c());
    cSlots = c == null ? 1 : sequence.c().shape().dimension(0);
    Tensor saved = sequence.saved();
    saves = unsaved == null;
    if (unsaved != null) {
      a = unsaved;
      aOffset = 0;
      aStride = cell.stepWidth(hidden);
    } else if (saved != null) {
      a = saved.data();
      aOffset = saved.offset();
      aStride = cell.savedWidth(hidden);
    } else {
      // a cell that has nothing to save makes its pre-activations where the hidden states will be
      a = h;
      aOffset = hOffset + batch * hidden;
      aStride = hidden;
    }
    setLayer(cell, sequence.shape().inputs(), sequence.input(), packed, scratch, parts);
  }

  /// One step with carried state; `a` is scratch memory.
  void set(VectorRecurrentKernel cell, RecurrentStep step, float[] a, float[] scratch) {
    steps = 1;
    saves = false;
    batch = step.batch();
    hidden = step.weights().hidden();
    lengths = null;
    setState(step.h(), step.c());
    this.a = a;
    aOffset = 0;
    aStride = cell.stepWidth(hidden);
    setLayer(cell, step.weights().inputs(), step.input(), step.packed(), scratch, 1);
  }

  private void setState(Tensor h, Tensor c) {
    this.h = h.data();
    hOffset = h.offset();
    this.c = c == null ? null : c.data();
    cOffset = c == null ? 0 : c.offset();
  }

  private void setLayer(
      VectorRecurrentKernel cell,
      int inputs,
      SequenceInput input,
      float[] packed,
      float[] scratch,
      int parts) {
    this.cell = cell;
    this.inputs = inputs;
    this.packed = packed;
    this.scratch = scratch;
    switch (input) {
      case SequenceInput.Tokens tokens -> ids = tokens.ids();
      case SequenceInput.Features features -> {
        x = features.x().data();
        xOffset = features.x().offset();
      }
    }
    int packedLength = cell.packedLength(inputs, hidden);
    rowBlock = BatchBlocking.rows(packedLength, aStride, batch);
    epilogueRows = BatchBlocking.epilogueRows(aStride);
    merged = x != null && batch >= MR * parts && packedLength <= LARGE;
    reuses = merged && !saves;
    chunk = chunk(batch, aStride, packedLength);
    held = saves ? steps : merged ? 1 : chunk;
    for (int block = 0; x != null && !merged && block < cell.blocks(); block++) {
      int n = cell.blockColumns(block, hidden);
      this.input[block]
          .columns(n, packed, cell.panelsAt(block, inputs, hidden), inputs + hidden, 0)
          .startRow(packed)
          .u(inputs, x, inputs)
          .result(a, aStride, scratch);
    }
    cell.setProducts(this);
  }

  /// Sets product `index` of the cell: the columns of a block of the weights, with the input's part or
  /// without, with the recurrent part of rows of `u`, `uStride` apart, or without (null).
  void setProduct(int index, int block, boolean withInput, float[] u, int uStride) {
    int depth = inputs + hidden;
    int panels = cell.panelsAt(block, inputs, hidden);
    boolean multiplies = merged && withInput;
    MacroKernel product = gates[index];
    product
        .columns(cell.blockColumns(block, hidden), packed, panels, depth, multiplies ? 0 : inputs)
        .result(a, aStride, scratch);
    if (merged) {
      product.startRow(packed);
    }
    if (multiplies) {
      product.x(inputs, x, inputs);
    }
    if (u != null) {
      product.u(hidden, u, uStride);
    }
  }

  /// The floats of scratch that one part needs.
  static int scratchLength(int steps, int batch) {
    return MacroKernel.scratchLength(steps * batch);
  }

  /// Lets go of what belongs to the caller.
  void clear() {
    for (int i = 0; i < PRODUCTS; i++) {
      input[i].clear();
      gates[i].clear();
    }
    cell = null;
    ids = null;
    lengths = null;
    x = packed = a = h = c = scratch = null;
  }

  /// All time steps of one part of the batch.
  @Override
  public void run(int part, int count) {
    int from = VectorRecurrentKernel.boundary(batch, part, count);
    int rows = VectorRecurrentKernel.boundary(batch, part + 1, count) - from;
    if (rows == 0) {
      return;
    }
    int scratchAt = part * scratchLength(steps, batch);
    for (int t = 0; t < steps; t++) {
      // 1. a = b + W·x, where that is not part of 2
      if (!merged && t % chunk == 0) {
        inputProducts(t, Math.min(chunk, steps - t), from, rows, scratchAt);
      }
      // 2. the recurrence
      int first = t * batch + from;
      int at = rowOffset(t) + first * aStride;
      int hFrom = hOffset + first * hidden;
      int hTo = hFrom + batch * hidden;
      int cFrom = cOffset + (t % cSlots * batch + from) * hidden;
      int cTo = cOffset + ((t + 1) % cSlots * batch + from) * hidden;
      for (int row = 0; row < rows; row += rowBlock) {
        int blockRows = Math.min(rowBlock, rows - row);
        int state = row * hidden;
        cell.forwardStep(
            this,
            first + row,
            blockRows,
            reuses ? at : at + row * aStride,
            hFrom + state,
            hTo + state,
            cFrom + state,
            cTo + state,
            scratchAt);
      }
      // 3. rows that have ended carry their state on
      if (lengths != null) {
        carry(t, from, rows, at, hFrom, hTo, cFrom, cTo);
      }
    }
  }

  /// Where row 0 of all T·N would have its pre-activations if those of step `t` were in their row.
  private int rowOffset(int t) {
    return aOffset - (t - t % held) * batch * aStride;
  }

  /// The one time step, in place.
  void step() {
    if (!merged) {
      inputProducts(0, 1, 0, batch, 0);
    }
    cell.forwardStep(this, 0, batch, aOffset, hOffset, hOffset, cOffset, cOffset, 0);
  }

  /// Product `index` for `rows` rows from row `first` of all T·N on: `a = b + W·x + R·u`, or `a += R·u`
  /// where the input's part is there already.
  ///
  /// @param startAt the first of its columns in a row of biases
  /// @param uAt where the rows of `u` begin
  /// @param at where its columns begin in the first row of `a`
  void multiply(int index, int first, int rows, int startAt, int uAt, int at, int scratchAt) {
    MacroKernel product = gates[index];
    int xAt = xOffset + first * inputs;
    product.rows(rows, startAt, xAt, uAt, at, 0, product.panelCount(), scratchAt);
  }

  /// Whether the input's part of the pre-activations is there before the cell's products.
  boolean hasInputProducts() {
    return !merged;
  }

  private void carry(int t, int from, int rows, int at, int hFrom, int hTo, int cFrom, int cTo) {
    for (int row = 0; row < rows; row++) {
      if (t >= lengths[from + row]) {
        Arrays.fill(a, at + row * aStride, at + (row + 1) * aStride, 0f);
        System.arraycopy(h, hFrom + row * hidden, h, hTo + row * hidden, hidden);
        if (c != null) {
          System.arraycopy(c, cFrom + row * hidden, c, cTo + row * hidden, hidden);
        }
      }
    }
  }

  /// `a = start + W·x` for time steps `t` to `t + count` of `rows` rows from `from` on.
  private void inputProducts(int t, int count, int from, int rows, int scratchAt) {
    // the whole batch is one block of rows over all the steps, a part of it a block a step
    int blocks = rows == batch ? 1 : count;
    int blockRows = rows == batch ? count * batch : rows;
    if (ids == null) {
      multiplyInputs(t, blocks, from, blockRows, scratchAt);
    }
    for (int block = 0; block < blocks; block++) {
      int first = (t + block) * batch + from;
      int at = rowOffset(t + block) + first * aStride;
      if (ids != null) {
        lookUp(first, blockRows, at);
      }
      int width = cell.gates() * hidden;
      int rest = cell.preActivationWidth(hidden) - width;
      for (int row = 0; rest > 0 && row < blockRows; row++) {
        System.arraycopy(packed, width, a, at + row * aStride + width, rest);
      }
    }
  }

  /// The input products of `blocks` blocks of `rows` rows, [#GROUP] panels at a time for all blocks.
  private void multiplyInputs(int t, int blocks, int from, int rows, int scratchAt) {
    int column = 0;
    for (int gates = 0; gates < cell.blocks(); gates++) {
      MacroKernel product = input[gates];
      int panels = product.panelCount();
      for (int panel = 0; panel < panels; panel += GROUP) {
        int end = Math.min(panels, panel + GROUP);
        for (int block = 0; block < blocks; block++) {
          int first = (t + block) * batch + from;
          int at = rowOffset(t + block) + first * aStride + column;
          int xAt = xOffset + first * inputs;
          product.rows(rows, column, 0, xAt, at, panel, end, scratchAt);
        }
      }
      column += cell.blockColumns(gates, hidden);
    }
  }

  /// The input product of tokens: `a[m] = start + W[:, ids[m]]`, which stands in each panel in one
  /// piece.
  private void lookUp(int first, int rows, int at) {
    int panelStride = (inputs + hidden) * NR;
    for (int row = 0; row < rows; row++) {
      int from = 0;
      for (int block = 0; block < cell.blocks(); block++) {
        int n = cell.blockColumns(block, hidden);
        int panels = cell.panelsAt(block, inputs, hidden);
        int id = ids[first + row];
        addColumns(n, packed, from, panels, id, panelStride, a, at + row * aStride + from);
        from += n;
      }
    }
  }

  private static void addColumns(
      int n, float[] packed, int start, int panels, int id, int panelStride, float[] a, int at) {
    int full = n / NR * NR;
    int panel = panels;
    for (int j = 0; j < full; j += NR) {
      int column = panel + id * NR;
      FloatVector.fromArray(SPECIES, packed, start + j)
          .add(FloatVector.fromArray(SPECIES, packed, column))
          .intoArray(a, at + j);
      FloatVector.fromArray(SPECIES, packed, start + j + LANES)
          .add(FloatVector.fromArray(SPECIES, packed, column + LANES))
          .intoArray(a, at + j + LANES);
      panel += panelStride;
    }
    int column = panel + id * PackB.width(n, full / NR);
    for (int j = full; j < n; j++) {
      a[at + j] = packed[start + j] + packed[column + j - full];
    }
  }
}
