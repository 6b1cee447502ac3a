package dev.unroll.kernels.vector.recurrent;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.gemm.Blocking.MR;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.core.internal.KeptObjects;
import dev.unroll.kernels.Direction;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.RecurrentStep;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.shared.PackedFloats;
import dev.unroll.kernels.vector.Caches;
import dev.unroll.kernels.vector.gemm.MacroKernel;
import dev.unroll.kernels.vector.gemm.PackB;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// The operands of one forward pass of a recurrent layer, and its loop over time. One object a
/// workspace, filled anew for each call, so that a call allocates nothing and threads share it; what a call
/// leaves behind, a call that failed included, is cleared before anybody sees it.
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

  /// Packed weights of more floats than these do not stay in L2: for [#FEW_ROWS] or fewer, reading the input's half of
  /// them each step costs more than writing its product and reading it again.
  private static final int IN_L2 = Caches.L2 / Float.BYTES;

  /// At 64, 8, 512, 768 that is faster by half on a Zen 3; with 32 rows, at 50, 32, 128, 256, it is slower by 8 % on a
  /// Zen 5 and makes no difference on a Zen 3.
  private static final int FEW_ROWS = 8;

  /// Rows that the input product takes at a time, at least, where the weights are large.
  private static final int CHUNK_ROWS = 256;

  /// Panels of the input product that meet all rows before the next do: at 1,024 inputs they are 4 MB.
  private static final int GROUP = 32;

  /// Products a cell may have in one time step.
  private static final int PRODUCTS = 3;

  VectorRecurrentKernel cell;
  int hidden;

  /// `P`.
  int outputs;

  float[] a;
  int aStride;
  float[] h;

  /// The distance of rows of `h`.
  int hStride;

  float[] c;

  /// The slots of `c`: with two, steps take turns.
  private int cSlots;

  private int steps;

  /// Whether time runs from the first step to the last.
  private boolean forward;

  private int batch;
  private int inputs;
  private float[] x;
  private int xOffset;
  private int[] ids;

  /// Those whose columns are packed; null where all columns are.
  private UsedTokens tokens;

  private int[] lengths;
  float[] packed;

  /// Where in `packed` the output layer begins, of cells that have one.
  private int outputLayer;

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
  float[] scratch;
  private int scratchLength;
  private final PanelSplit split = new PanelSplit();
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
    int rows = Math.max(CHUNK / aStride, packedLength > IN_L2 ? CHUNK_ROWS : 1);
    return Math.max(1, rows / Math.max(1, batch));
  }

  /// The floats of pre-activations that a pass needs which saves nothing: those of as many steps as the
  /// input products are made for at once.
  static int unsavedLength(VectorRecurrentKernel cell, RecurrentShape shape) {
    int stride = cell.stepWidth(shape.hidden());
    int packedLength = cell.packedLength(shape.inputs(), shape.hidden(), shape.outputs());
    int held = Math.min(shape.steps(), chunk(shape.batch(), stride, packedLength));
    return held * shape.batch() * stride;
  }

  /// A whole sequence.
  ///
  /// @param packed the packed weights
  /// @param tokens the tokens whose columns of the input weights are packed; null where all are
  /// @param unsaved where the pre-activations are made if nothing is saved, else null
  /// @param scratch the parts' scratch, [#scratchLength] floats for each
  /// @param workers on them the batch is split; null for one part on the calling thread
  void run(
      VectorRecurrentKernel cell,
      RecurrentSequence sequence,
      float[] packed,
      UsedTokens tokens,
      float[] unsaved,
      float[] scratch,
      Workers workers) {
    try {
      this.tokens = tokens;
      set(cell, sequence, packed, unsaved, scratch, workers == null ? 1 : workers.count());
      if (workers == null) {
        run(0, 1);
      } else {
        workers.run(this);
      }
    } finally {
      clear();
    }
  }

  private void set(
      VectorRecurrentKernel cell,
      RecurrentSequence sequence,
      float[] packed,
      float[] unsaved,
      float[] scratch,
      int parts) {
    RecurrentShape shape = sequence.shape();
    steps = shape.steps();
    batch = shape.batch();
    hidden = shape.hidden();
    outputs = shape.outputs();
    forward = sequence.direction() == Direction.FORWARD;
    lengths = sequence.lengths();
    h = sequence.h().data();
    hOffset = sequence.h().offset() + sequence.column();
    hStride = sequence.h().shape().dimension(2);
    setCells(sequence.c(), sequence.c() == null ? 1 : sequence.c().shape().dimension(0));
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
      aOffset = hAfter(0);
      aStride = hStride;
    }
    int inputs = tokens == null ? shape.inputs() : tokens.count();
    setLayer(cell, inputs, sequence.input(), packed, scratch, parts);
  }

  /// One step with carried state, in place; `a` is scratch memory.
  void step(VectorRecurrentKernel cell, RecurrentStep step, float[] a, float[] scratch) {
    try {
      steps = 1;
      forward = true;
      saves = false;
      batch = step.batch();
      hidden = step.weights().hidden();
      outputs = step.weights().outputs();
      lengths = null;
      h = step.h().data();
      hOffset = step.h().offset();
      hStride = outputs;
      setCells(step.c(), 1);
      this.a = a;
      aOffset = 0;
      aStride = cell.stepWidth(hidden);
      float[] numbers = PackedFloats.numbers(step.weights());
      setLayer(cell, step.weights().inputs(), step.input(), numbers, scratch, 1);
      if (!merged) {
        inputProducts(0, 1, 0, batch, 0, 0);
      }
      cell.forwardStep(this, 0, batch, aOffset, hOffset, hOffset, cOffset, cOffset, 0);
    } finally {
      clear();
    }
  }

  private void setCells(Tensor c, int slots) {
    this.c = c == null ? null : c.data();
    cOffset = c == null ? 0 : c.offset();
    cSlots = slots;
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
    scratchLength = scratchLength(cell, steps, batch, hidden);
    switch (input) {
      case SequenceInput.Tokens tokens -> ids = tokens.ids();
      case SequenceInput.Features features -> {
        x = features.x().data();
        xOffset = features.x().offset();
      }
    }
    int packedLength = cell.packedLength(inputs, hidden, outputs);
    rowBlock = BatchBlocking.rows(packedLength, aStride, batch);
    epilogueRows = BatchBlocking.epilogueRows(aStride);
    split.begin(batch, parts, packedLength, scratchLength);
    int sharing = split.isUsed() ? 1 : parts; // the parts that rows of a product are split over
    merged =
        x != null
            && batch >= MR * sharing
            && packedLength <= (batch <= FEW_ROWS * sharing ? IN_L2 : LARGE);
    reuses = merged && !saves;
    chunk = chunk(batch, aStride, packedLength);
    int depth = inputs + outputs;
    for (int block = 0; x != null && !merged && block < cell.blocks(); block++) {
      int n = cell.blockColumns(block, hidden);
      this.input[block]
          .columns(n, packed, cell.panelsAt(block, depth, hidden), depth, 0)
          .startRow(packed)
          .u(inputs, x, inputs)
          .result(a, aStride, scratch);
    }
    cell.setProducts(this);
  }

  /// Sets product `index` of the cell: the columns of a block of the weights, with the input's part or
  /// without, with the recurrent part of rows of `u`, `uStride` apart, or without (null).
  void setProduct(int index, int block, boolean withInput, float[] u, int uStride) {
    int depth = inputs + outputs;
    int panels = cell.panelsAt(block, depth, hidden);
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
      product.u(outputs, u, uStride);
    }
  }

  /// Sets product `index` of the cell to an [OutputLayer]: from columns of `a` to rows of `h`.
  void setOutputLayer(int index) {
    outputLayer = cell.furtherAt(inputs, hidden, outputs);
    gates[index]
        .columns(outputs, packed, OutputLayer.panelsAt(outputLayer, outputs), hidden, 0)
        .startRow(packed)
        .u(hidden, a, aStride)
        .result(h, hStride, scratch);
  }

  /// Product `index`, an output layer, for `rows` rows of `a` from `mAt` on to rows of `h` from `hTo` on.
  void multiplyOutputs(int index, int rows, int mAt, int hTo, int scratchAt) {
    multiply(gates[index], rows, outputLayer, 0, mAt, hTo, scratchAt);
  }

  /// Where what the cell has besides begins in the packed weights.
  int furtherAt() {
    return cell.furtherAt(inputs, hidden, outputs);
  }

  /// The floats of scratch that one part needs: the products', then the cell's own for each row.
  static int scratchLength(VectorRecurrentKernel cell, int steps, int batch, int hidden) {
    return MacroKernel.scratchLength(steps * batch) + batch * cell.scratchWidth(hidden);
  }

  /// Where a part's scratch for the cell begins.
  int cellScratch(int scratchAt) {
    return scratchAt + MacroKernel.scratchLength(steps * batch);
  }

  private void clear() {
    for (int i = 0; i < PRODUCTS; i++) {
      input[i].clear();
      gates[i].clear();
    }
    cell = null;
    ids = null;
    tokens = null;
    lengths = null;
    x = packed = a = h = c = scratch = null;
  }

  /// Where the hidden state of row 0 of all T·N before its step begins.
  private int hBefore(int row) {
    return hOffset + (forward ? row : row + batch) * hStride;
  }

  private int hAfter(int row) {
    return hOffset + (forward ? row + batch : row) * hStride;
  }

  /// Where the cell state of a batch row after `count` steps begins.
  private int cell(int count, int row) {
    int slot = cSlots != steps + 1 ? count % cSlots : forward ? count : steps - count;
    return cOffset + (slot * batch + row) * hidden;
  }

  @Override
  public void run(int part, int count) {
    try {
      steps(part, count);
    } catch (RuntimeException | Error thrown) {
      split.fail();
      if (!PanelSplit.isBroken(thrown)) {
        throw thrown;
      }
    }
  }

  /// All time steps of one part of the batch.
  private void steps(int part, int count) {
    int from = VectorRecurrentKernel.boundary(batch, part, count);
    int rows = VectorRecurrentKernel.boundary(batch, part + 1, count) - from;
    if (rows == 0) {
      return;
    }
    int scratchAt = part * scratchLength;
    int held = 0; // the time step whose pre-activations come first in memory
    for (int done = 0; done < steps; done++) {
      int t = forward ? done : steps - 1 - done;
      // 1. a = b + W·x, where that is not part of 2
      if (merged) {
        held = saves ? 0 : t;
      } else if (done % chunk == 0) {
        int some = Math.min(chunk, steps - done);
        int first = forward ? t : t - some + 1;
        held = saves ? 0 : first;
        inputProducts(first, some, from, rows, held, scratchAt);
      }
      // 2. the recurrence
      int first = t * batch + from;
      int at = rowOffset(held) + first * aStride;
      int hFrom = hBefore(first);
      int hTo = hAfter(first);
      int cFrom = cell(done, from);
      int cTo = cell(done + 1, from);
      for (int row = 0; row < rows; row += rowBlock) {
        int blockRows = Math.min(rowBlock, rows - row);
        cell.forwardStep(
            this,
            first + row,
            blockRows,
            reuses ? at : at + row * aStride,
            hFrom + row * hStride,
            hTo + row * hStride,
            cFrom + row * hidden,
            cTo + row * hidden,
            scratchAt);
      }
      // 3. rows that have ended carry their state on
      if (lengths != null) {
        carry(t, from, rows, at, hFrom, hTo, cFrom, cTo);
      }
    }
  }

  /// Where row 0 of all T·N would have its pre-activations if those of step `held` come first in memory.
  private int rowOffset(int held) {
    return aOffset - held * batch * aStride;
  }

  /// Product `index` for `rows` rows from row `first` of all T·N on: `a = b + W·x + R·u`, or `a += R·u`
  /// where the input's part is there already.
  ///
  /// @param startAt the first of its columns in a row of biases
  /// @param uAt where the rows of `u` begin
  /// @param at where its columns begin in the first row of `a`
  void multiply(int index, int first, int rows, int startAt, int uAt, int at, int scratchAt) {
    multiply(gates[index], rows, startAt, xOffset + first * inputs, uAt, at, scratchAt);
  }

  private void multiply(
      MacroKernel product, int rows, int startAt, int xAt, int uAt, int cAt, int scratchAt) {
    if (split.isUsed()) {
      split.multiply(product, startAt, xAt, uAt, cAt, scratchAt);
    } else {
      product.rows(rows, startAt, xAt, uAt, cAt, 0, product.panelCount(), scratchAt);
    }
  }

  /// Whether the input's part of the pre-activations is there before the cell's products.
  boolean hasInputProducts() {
    return !merged;
  }

  private void carry(int t, int from, int rows, int at, int hFrom, int hTo, int cFrom, int cTo) {
    for (int row = 0; row < rows; row++) {
      if (t >= lengths[from + row]) {
        if (a != h) {
          Arrays.fill(a, at + row * aStride, at + (row + 1) * aStride, 0f);
        }
        System.arraycopy(h, hFrom + row * hStride, h, hTo + row * hStride, outputs);
        if (c != null) {
          System.arraycopy(c, cFrom + row * hidden, c, cTo + row * hidden, hidden);
        }
      }
    }
  }

  /// `a = start + W·x` for time steps `t` to `t + count` of `rows` rows from `from` on.
  private void inputProducts(int t, int count, int from, int rows, int held, int scratchAt) {
    // the whole batch is one block of rows over all the steps, a part of it a block a step
    int blocks = rows == batch ? 1 : count;
    int blockRows = rows == batch ? count * batch : rows;
    if (ids == null) {
      multiplyInputs(t, blocks, from, blockRows, held, scratchAt);
    }
    for (int block = 0; block < blocks; block++) {
      int first = (t + block) * batch + from;
      int at = rowOffset(held) + first * aStride;
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
  private void multiplyInputs(int t, int blocks, int from, int rows, int held, int scratchAt) {
    int column = 0;
    for (int gates = 0; gates < cell.blocks(); gates++) {
      MacroKernel product = input[gates];
      int panels = product.panelCount();
      for (int panel = 0; panel < panels; panel += GROUP) {
        int end = Math.min(panels, panel + GROUP);
        for (int block = 0; block < blocks; block++) {
          int first = (t + block) * batch + from;
          int at = rowOffset(held) + first * aStride + column;
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
    int depth = inputs + outputs;
    for (int row = 0; row < rows; row++) {
      int from = 0;
      int id = tokens == null ? ids[first + row] : tokens.index(ids[first + row]);
      for (int block = 0; block < cell.blocks(); block++) {
        int n = cell.blockColumns(block, hidden);
        int panels = cell.panelsAt(block, depth, hidden);
        addColumns(n, packed, from, panels, id, depth * NR, a, at + row * aStride + from);
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
