package dev.unroll.kernels.scalar;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.RecurrentGradients;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.RecurrentStep;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.kernels.Workers;
import java.util.Arrays;

/// What the scalar cells share: the loops over time steps and batch rows, the input products and the
/// weights' gradients. A cell adds its equations for one row and one step, [#forwardRow] and
/// [#backwardRow]. Everything runs on the calling thread.
///
/// Packed weights are those of the contract transposed, so that products stream through memory:
///
///     start [B]      the pre-activations before any product, from the biases
///     Wᵀ [C,G·H]     of weight_ih
///     Rᵀ [H,G·H]     of weight_hh
abstract sealed class ScalarRecurrentKernel implements RecurrentKernel
    permits ScalarRnnKernel, ScalarLstmKernel, ScalarGruKernel, ScalarResetAfterGruKernel {

  /// `G`, the gate blocks of the weights.
  abstract int gates();

  /// `B`, the floats of one row's pre-activations: `G·H`, more where a cell keeps a gate's two
  /// products apart. It is also the width of a row of their gradients `da`.
  int preActivationWidth(int hidden) {
    return gates() * hidden;
  }

  /// Overwrites `start [B]` with what the pre-activations are before any product.
  void start(RecurrentWeights weights, float[] start) {
    int width = gates() * weights.hidden();
    for (int i = 0; i < width; i++) {
      start[i] = bias(weights.biasIh(), i) + bias(weights.biasHh(), i);
    }
  }

  /// One row, one step: from `a[at..]`, which holds bias and input product, and the state at
  /// `h[hFrom..]` (`c[cFrom..]`) to the state at `h[hTo..]` (`c[cTo..]`), which may be the same place.
  /// Leaves in `a` what the cell saves for backward.
  ///
  /// @param r the packed weights, with `Rᵀ` from `rOffset` on
  abstract void forwardRow(
      int hidden,
      float[] r,
      int rOffset,
      float[] a,
      int at,
      float[] h,
      int hFrom,
      int hTo,
      float[] c,
      int cFrom,
      int cTo);

  /// One row, one step back: from the gradients to `h[t]` and `c[t]` to those to the pre-activations,
  /// `da[daAt..]`, and to `h[t-1]` and `c[t-1]`, which replace the former in `dh[at..]` and `dc[at..]`.
  ///
  /// @param row `(t − 1)·N + n`, the row in `saved`, `h[0..T-1]` and `c[0..T-1]`
  /// @param next `t·N + n`, the row in `h` and `c` of the states after the step
  abstract void backwardRow(
      RecurrentSequence sequence,
      int row,
      int next,
      float[] dh,
      float[] dc,
      int at,
      float[] da,
      int daAt);

  /// Adds the gradients to `weight_hh` and `bias_hh`, from `da [T·N,B]`.
  void addRecurrentGradients(RecurrentSequence sequence, float[] da, RecurrentWeights dWeights) {
    int hidden = sequence.shape().hidden();
    int width = gates() * hidden;
    Tensor h = sequence.h();
    addBlocks(sequence, da, 0, h.data(), h.offset(), hidden, 0, width, dWeights.weightHh());
    addColumnSums(sequence, da, 0, 0, width, dWeights.biasHh());
  }

  @Override
  public final int packedLength(int inputs, int hidden) {
    return preActivationWidth(hidden) + gates() * hidden * (inputs + hidden);
  }

  @Override
  public final void pack(RecurrentWeights weights, float[] packed) {
    int inputs = weights.inputs();
    int hidden = weights.hidden();
    int width = gates() * hidden;
    int wOffset = preActivationWidth(hidden);
    Tensor w = weights.weightIh();
    Tensor r = weights.weightHh();
    start(weights, packed);
    ScalarProduct.transpose(width, inputs, w.data(), w.offset(), inputs, packed, wOffset);
    int rOffset = wOffset + inputs * width;
    ScalarProduct.transpose(width, hidden, r.data(), r.offset(), hidden, packed, rOffset);
  }

  @Override
  public final void forward(RecurrentSequence sequence, Workspace workspace, Workers workers) {
    RecurrentShape shape = sequence.shape();
    int batch = shape.batch();
    int hidden = shape.hidden();
    int saved = savedWidth(hidden);
    Tensor h = sequence.h();

    // 1. the weights in the order in which the products read them
    int packedLength = packedLength(shape.inputs(), hidden);
    sequence.checkPacked(packedLength);
    boolean packs = sequence.packed() == null;
    float[] packed = packs ? workspace.take(packedLength) : sequence.packed();
    if (packs) {
      pack(sequence.weights(), packed);
    }

    // 2. a = b + W·x for all time steps, where backward will find what is saved, or in scratch
    // memory; a
    // cell that saves nothing has them where h will be
    int rows = shape.steps() * batch;
    float[] scratch = saved > 0 && sequence.saved() == null ? workspace.take(rows * saved) : null;
    float[] a = scratch != null ? scratch : saved > 0 ? sequence.saved().data() : h.data();
    int start = saved > 0 ? 0 : h.offset() + batch * hidden;
    int aOffset = saved > 0 && scratch == null ? sequence.saved().offset() : start;
    int aWidth = saved > 0 ? saved : hidden;
    inputProducts(sequence.input(), rows, shape.inputs(), hidden, packed, a, aOffset, aWidth);

    // 3. the recurrence
    int rOffset = preActivationWidth(hidden) + gates() * hidden * shape.inputs();
    boolean cell = hasCellState();
    float[] c = cell ? sequence.c().data() : null;
    int cOffset = cell ? sequence.c().offset() : 0;
    for (int row = 0; row < rows; row++) {
      int at = aOffset + row * aWidth;
      int hFrom = h.offset() + row * hidden;
      int hTo = hFrom + batch * hidden;
      int t = row / batch;
      int ofRow = cOffset + row % batch * hidden;
      int cFrom = cell ? ofRow + sequence.cellSlot(t) * batch * hidden : 0;
      int cTo = cell ? ofRow + sequence.cellSlot(t + 1) * batch * hidden : 0;
      if (ended(sequence, row)) {
        Arrays.fill(a, at, at + aWidth, 0f);
        System.arraycopy(h.data(), hFrom, h.data(), hTo, hidden);
        if (cell) {
          System.arraycopy(c, cFrom, c, cTo, hidden);
        }
      } else {
        forwardRow(hidden, packed, rOffset, a, at, h.data(), hFrom, hTo, c, cFrom, cTo);
      }
    }
    if (scratch != null) {
      workspace.give(scratch);
    }
    if (packs) {
      workspace.give(packed);
    }
  }

  @Override
  public final void step(RecurrentStep step) {
    int inputs = step.weights().inputs();
    int hidden = step.weights().hidden();
    int batch = step.batch();
    float[] packed = step.packed();
    int aWidth = Math.max(preActivationWidth(hidden), savedWidth(hidden));
    float[] a = step.workspace().take(batch * aWidth);
    int rOffset = preActivationWidth(hidden) + gates() * hidden * inputs;
    float[] h = step.h().data();
    float[] c = hasCellState() ? step.c().data() : null;
    int cOffset = hasCellState() ? step.c().offset() : 0;

    inputProducts(step.input(), batch, inputs, hidden, packed, a, 0, aWidth);
    for (int row = 0; row < batch; row++) {
      int hAt = step.h().offset() + row * hidden;
      int cAt = cOffset + row * hidden;
      forwardRow(hidden, packed, rOffset, a, row * aWidth, h, hAt, hAt, c, cAt, cAt);
    }
    step.workspace().give(a);
  }

  @Override
  public final void backward(
      RecurrentSequence sequence,
      RecurrentGradients gradients,
      Workspace workspace,
      Workers workers) {
    RecurrentShape shape = sequence.shape();
    int batch = shape.batch();
    int hidden = shape.hidden();
    int width = preActivationWidth(hidden);
    int rows = shape.steps() * batch;
    sequence.checkSaved(savedWidth(hidden));

    // 1. what reaches the final states
    float[] dh = workspace.take(batch * hidden);
    float[] dc = workspace.take(batch * hidden);
    copyOrClear(gradients.dhn(), dh, batch * hidden);
    copyOrClear(gradients.dcn(), dc, batch * hidden);

    // 2. back through time; dy joins what comes from the step after
    float[] da = workspace.take(rows * width);
    Tensor dy = gradients.dy();
    for (int row = rows - 1; row >= 0; row--) {
      if (ended(sequence, row)) {
        Arrays.fill(da, row * width, (row + 1) * width, 0f);
        continue;
      }
      int at = row % batch * hidden;
      for (int j = 0; j < hidden && dy != null; j++) {
        dh[at + j] += dy.data()[dy.offset() + row * hidden + j];
      }
      backwardRow(sequence, row, row + batch, dh, dc, at, da, row * width);
    }

    // 3. the initial states
    addTo(gradients.dh0(), dh);
    if (hasCellState()) {
      addTo(gradients.dc0(), dc);
    }

    // 4. the parameters and the input, from all rows at once
    if (gradients.dWeights() != null) {
      addInputGradients(sequence, da, gradients.dWeights());
      addRecurrentGradients(sequence, da, gradients.dWeights());
    }
    if (gradients.dx() != null) {
      Tensor w = sequence.weights().weightIh();
      Tensor dx = gradients.dx();
      int inputs = shape.inputs();
      ScalarProduct.add(
          rows,
          inputs,
          gates() * hidden,
          da,
          0,
          width,
          1,
          w.data(),
          w.offset(),
          inputs,
          dx.data(),
          dx.offset(),
          inputs);
    }
    workspace.give(da);
    workspace.give(dc);
    workspace.give(dh);
  }

  /// `a[m] = start + W x[m]` for all rows m; with tokens the product is a row of `Wᵀ`.
  private void inputProducts(
      SequenceInput input,
      int rows,
      int inputs,
      int hidden,
      float[] packed,
      float[] a,
      int aOffset,
      int aWidth) {
    int start = preActivationWidth(hidden);
    int width = gates() * hidden;
    for (int row = 0; row < rows; row++) {
      System.arraycopy(packed, 0, a, aOffset + row * aWidth, start);
    }
    switch (input) {
      case SequenceInput.Features(Tensor x) ->
          ScalarProduct.add(
              rows,
              width,
              inputs,
              x.data(),
              x.offset(),
              inputs,
              1,
              packed,
              start,
              width,
              a,
              aOffset,
              aWidth);
      case SequenceInput.Tokens(int[] ids) -> {
        for (int row = 0; row < rows; row++) {
          for (int j = 0; j < width; j++) {
            a[aOffset + row * aWidth + j] += packed[start + ids[row] * width + j];
          }
        }
      }
    }
  }

  /// Adds the gradients to `weight_ih` and `bias_ih`.
  private void addInputGradients(
      RecurrentSequence sequence, float[] da, RecurrentWeights dWeights) {
    int inputs = sequence.shape().inputs();
    int hidden = sequence.shape().hidden();
    int width = gates() * hidden;
    int daWidth = preActivationWidth(hidden);
    switch (sequence.input()) {
      case SequenceInput.Features(Tensor x) ->
          addBlocks(sequence, da, 0, x.data(), x.offset(), inputs, 0, width, dWeights.weightIh());
      case SequenceInput.Tokens(int[] ids) -> {
        Tensor dw = dWeights.weightIh();
        for (int row = ids.length - 1; row >= 0; row--) {
          for (int j = 0; j < width; j++) {
            dw.data()[dw.offset() + j * inputs + ids[row]] += da[row * daWidth + j];
          }
        }
      }
    }
    addColumnSums(sequence, da, 0, 0, width, dWeights.biasIh());
  }

  /// `dW[from..to) += daᵀ·u` over all T·N rows, last row first: rows `from` to `to` of a weight's
  /// gradient, from the same number of columns of `da`, beginning at `daFrom`, and the rows of `u` that
  /// the weight was multiplied with, as wide as `dW` and `uStride` apart.
  final void addBlocks(
      RecurrentSequence sequence,
      float[] da,
      int daFrom,
      float[] u,
      int uOffset,
      int uStride,
      int from,
      int to,
      Tensor dw) {
    int columns = dw.shape().dimension(1);
    int width = preActivationWidth(sequence.shape().hidden());
    int rows = sequence.shape().steps() * sequence.shape().batch();
    ScalarProduct.add(
        to - from,
        columns,
        rows,
        da,
        daFrom + (rows - 1) * width,
        1,
        -width,
        u,
        uOffset + (rows - 1) * uStride,
        -uStride,
        dw.data(),
        dw.offset() + from * columns,
        columns);
  }

  /// `db[from..to) +=` the sums over all T·N rows, last row first, of columns of `da`, beginning at `daFrom`.
  final void addColumnSums(
      RecurrentSequence sequence, float[] da, int daFrom, int from, int to, Tensor db) {
    if (db == null) {
      return;
    }
    int width = preActivationWidth(sequence.shape().hidden());
    int rows = sequence.shape().steps() * sequence.shape().batch();
    for (int row = rows - 1; row >= 0; row--) {
      for (int j = from; j < to; j++) {
        db.data()[db.offset() + j] += da[row * width + daFrom + j - from];
      }
    }
  }

  /// Whether row `t·N + n` lies past the end of its sequence.
  private static boolean ended(RecurrentSequence sequence, int row) {
    int batch = sequence.shape().batch();
    return sequence.lengths() != null && row / batch >= sequence.lengths()[row % batch];
  }

  static float bias(Tensor bias, int i) {
    return bias == null ? 0f : bias.data()[bias.offset() + i];
  }

  private static void copyOrClear(Tensor from, float[] to, int length) {
    if (from == null) {
      Arrays.fill(to, 0, length, 0f);
    } else {
      System.arraycopy(from.data(), from.offset(), to, 0, length);
    }
  }

  private static void addTo(Tensor sum, float[] addend) {
    for (int i = 0; sum != null && i < sum.elements(); i++) {
      sum.data()[sum.offset() + i] += addend[i];
    }
  }
}
