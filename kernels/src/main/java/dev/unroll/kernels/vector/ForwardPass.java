package dev.unroll.kernels.vector;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.Panels.WIDTH;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentStep;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.kernels.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// The operands of one forward pass of a recurrent layer, and its loop over time. One object a
/// workspace, filled anew for each call, so that a call allocates nothing and threads share it.
///
/// A row of pre-activations `a` is `aStride` floats, the `B` first of which are used (see
/// [VectorRecurrentKernel#preActivationWidth]).
final class ForwardPass implements Workers.Part {
  /// Floats of pre-activations that the input product makes before the recurrence reads them: a
  /// quarter of an L2 cache of 1 MB.
  private static final int CHUNK = 1 << 16;

  VectorRecurrentKernel cell;
  int steps;
  int batch;
  int inputs;
  int hidden;
  SequenceInput input;
  int[] lengths;
  float[] packed;
  int wOffset;
  int rOffset;
  float[] a;
  int aOffset;
  int aStride;
  float[] h;
  int hOffset;
  float[] c;
  int cOffset;

  /// Edge tiles, one of [PackedProduct#SCRATCH] floats a part.
  float[] scratch;

  /// This workspace's pass.
  static ForwardPass of(Workspace workspace) {
    return workspace.keep(ForwardPass.class, ForwardPass::new);
  }

  /// Everything but `scratch`, for a whole sequence.
  void set(VectorRecurrentKernel cell, RecurrentSequence sequence, float[] packed) {
    setLayer(cell, sequence.shape().inputs(), sequence.shape().hidden(), packed);
    steps = sequence.shape().steps();
    batch = sequence.shape().batch();
    input = sequence.input();
    lengths = sequence.lengths();
    setState(sequence.h(), sequence.c());
    Tensor saved = sequence.saved();
    // a cell that saves nothing has its pre-activations where the hidden states will be
    a = saved != null ? saved.data() : h;
    aOffset = saved != null ? saved.offset() : hOffset + batch * hidden;
    aStride = saved != null ? cell.savedWidth(hidden) : hidden;
  }

  /// Everything but `scratch`, for one step with carried state; `a` is scratch memory.
  void set(VectorRecurrentKernel cell, RecurrentStep step, float[] a) {
    setLayer(cell, step.weights().inputs(), step.weights().hidden(), step.packed());
    steps = 1;
    batch = step.batch();
    input = step.input();
    lengths = null;
    setState(step.h(), step.c());
    this.a = a;
    aOffset = 0;
    aStride = cell.stepWidth(hidden);
  }

  private void setLayer(VectorRecurrentKernel cell, int inputs, int hidden, float[] packed) {
    this.cell = cell;
    this.inputs = inputs;
    this.hidden = hidden;
    this.packed = packed;
    wOffset = cell.preActivationWidth(hidden);
    rOffset = cell.rOffset(inputs, hidden);
  }

  private void setState(Tensor h, Tensor c) {
    this.h = h.data();
    hOffset = h.offset();
    this.c = c == null ? null : c.data();
    cOffset = c == null ? 0 : c.offset();
  }

  /// Lets go of what belongs to the caller.
  void clear() {
    cell = null;
    input = null;
    lengths = null;
    packed = a = h = c = scratch = null;
  }

  /// All time steps of one part of the batch.
  @Override
  public void run(int part, int count) {
    int from = VectorRecurrentKernel.boundary(batch, part, count);
    int rows = VectorRecurrentKernel.boundary(batch, part + 1, count) - from;
    if (rows == 0) {
      return;
    }
    int scratchOffset = part * PackedProduct.SCRATCH;
    int chunk = Math.max(1, CHUNK / (rows * aStride));
    for (int t = 0; t < steps; t++) {
      // 1. a = b + W·x, for as many time steps as stay near the core
      if (t % chunk == 0) {
        inputProducts(t, Math.min(chunk, steps - t), from, rows, scratchOffset);
      }
      // 2. the recurrence
      int at = aOffset + (t * batch + from) * aStride;
      int hFrom = hOffset + (t * batch + from) * hidden;
      int hTo = hFrom + batch * hidden;
      int cFrom = cOffset + (t * batch + from) * hidden;
      int cTo = cFrom + batch * hidden;
      cell.forwardStep(this, rows, at, hFrom, hTo, cFrom, cTo, scratchOffset);
      // 3. rows that have ended carry their state on
      if (lengths != null) {
        carry(t, from, rows, at, hFrom, hTo, cFrom, cTo);
      }
    }
  }

  /// The one time step, in place.
  void step() {
    inputProducts(0, 1, 0, batch, 0);
    cell.forwardStep(this, batch, aOffset, hOffset, hOffset, cOffset, cOffset, 0);
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

  /// `a += u·R` for `rows` rows of `u`, `hidden` floats each, and `n` columns of `R` whose panels begin
  /// at `panels`; the sums begin at `to` in each row.
  void multiplyRecurrent(
      int rows, float[] u, int uAt, int uStride, int panels, int n, int to, int scratchOffset) {
    PackedProduct.rows(
        rows,
        n,
        hidden,
        u,
        uAt,
        uStride,
        packed,
        panels,
        0,
        Panels.count(n),
        a,
        to,
        aStride,
        true,
        scratch,
        scratchOffset);
  }

  /// `a = start + W·x` for time steps `t` to `t + count` of `rows` rows from `from` on.
  private void inputProducts(int t, int count, int from, int rows, int scratchOffset) {
    // the whole batch is one block of rows over all the steps, a part of it a block a step
    int blocks = rows == batch ? 1 : count;
    int blockRows = rows == batch ? count * batch : rows;
    int first = t * batch + from;
    switch (input) {
      case SequenceInput.Tokens tokens -> {
        for (int block = 0; block < blocks; block++) {
          lookUp(tokens.ids(), first + block * batch, blockRows);
        }
      }
      case SequenceInput.Features features -> {
        for (int block = 0; block < blocks; block++) {
          for (int i = 0; i < blockRows; i++) {
            int at = aOffset + (first + block * batch + i) * aStride;
            System.arraycopy(packed, 0, a, at, wOffset);
          }
        }
        multiplyInputs(features.x(), first, blocks, blockRows, scratchOffset);
      }
    }
  }

  /// A few panels of W meet all the blocks before the next ones.
  private void multiplyInputs(Tensor x, int first, int blocks, int blockRows, int scratchOffset) {
    int width = cell.gates() * hidden;
    int panels = Panels.count(width);
    for (int panel = 0; panel < panels; panel += 4) {
      for (int block = 0; block < blocks; block++) {
        int row = first + block * batch;
        PackedProduct.rows(
            blockRows,
            width,
            inputs,
            x.data(),
            x.offset() + row * inputs,
            inputs,
            packed,
            wOffset,
            panel,
            Math.min(panel + 4, panels),
            a,
            aOffset + row * aStride,
            aStride,
            true,
            scratch,
            scratchOffset);
      }
    }
  }

  /// The input product of tokens: `a[m] = start + W[:, ids[m]]`, which stands in each panel in one
  /// piece.
  private void lookUp(int[] ids, int row, int rows) {
    int width = cell.gates() * hidden;
    int full = width / WIDTH * WIDTH;
    for (int i = row; i < row + rows; i++) {
      int target = aOffset + i * aStride;
      int source = wOffset + ids[i] * WIDTH;
      for (int j = 0; j < full; j += WIDTH) {
        int panel = source + j * inputs;
        FloatVector.fromArray(SPECIES, packed, j)
            .add(FloatVector.fromArray(SPECIES, packed, panel))
            .intoArray(a, target + j);
        FloatVector.fromArray(SPECIES, packed, j + LANES)
            .add(FloatVector.fromArray(SPECIES, packed, panel + LANES))
            .intoArray(a, target + j + LANES);
      }
      for (int j = full; j < width; j++) {
        a[target + j] = packed[j] + packed[source + full * inputs + j - full];
      }
      System.arraycopy(packed, width, a, target + width, wOffset - width);
    }
  }
}
