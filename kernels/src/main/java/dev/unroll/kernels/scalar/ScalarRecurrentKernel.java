package dev.unroll.kernels.scalar;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.PackedWeights;
import dev.unroll.kernels.RecurrentGradients;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.RecurrentStep;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.shared.PackedFloats;
import java.util.Arrays;

/// What the scalar cells share: the loops over time steps and batch rows and the input products; the
/// weights' gradients are those of [RowGradients]. A cell adds its equations for one row and one step,
/// [#forwardRow] and [#backwardRow]. Everything runs on the calling thread.
///
/// Packed weights are those of the contract transposed, so that products stream through memory:
///
///     start [B]      the pre-activations before any product, from the biases
///     Wᵀ [C,G·H]     of weight_ih
///     Rᵀ [P,G·H]     of weight_hh
///     what the cell has besides
abstract sealed class ScalarRecurrentKernel implements RecurrentKernel
    permits ScalarRnnKernel,
        ScalarLstmKernel,
        ScalarLstmVariants,
        ScalarGruKernel,
        ScalarResetAfterGruKernel,
        ScalarSimplifiedGruKernel,
        ScalarJordanKernel {

  /// `G`, the gate blocks of the weights.
  abstract int gates();

  /// `B`, the floats of one row's pre-activations: `G·H`, more where a cell keeps a gate's two
  /// products apart.
  int preActivationWidth(int hidden) {
    return gates() * hidden;
  }

  /// The width of a row of gradients `da`: those to the pre-activations, and what the cell keeps besides.
  int gradientWidth(int hidden, int outputs) {
    return preActivationWidth(hidden);
  }

  /// The floats of packed weights that the cell has besides.
  int furtherLength(int hidden, int outputs) {
    return 0;
  }

  /// Lays them out.
  void packFurther(RecurrentWeights weights, float[] packed, int at) {}

  /// Overwrites `start [B]` with what the pre-activations are before any product.
  void start(RecurrentWeights weights, float[] start) {
    int width = gates() * weights.hidden();
    for (int i = 0; i < width; i++) {
      start[i] = bias(weights.biasIh(), i) + bias(weights.biasHh(), i);
    }
  }

  /// How many of a row's pre-activations, from the first on, have their product with `R` in common: it is made for
  /// all rows of a step, forward before [#forwardRow] and backward after [#backwardRow].
  int sharedProduct(int hidden) {
    return gates() * hidden;
  }

  /// One row, one step: from `a[at..]`, which holds bias, input product and shared product, and the state at
  /// `h[hFrom..]` (`c[cFrom..]`) to the state at `h[hTo..]` (`c[cTo..]`), which may be the same place.
  /// Leaves in `a` what the cell saves for backward.
  ///
  /// @param r the packed weights, with `Rᵀ` from `rOffset` on
  abstract void forwardRow(
      int hidden,
      int outputs,
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

  /// One row, one step back: from the gradients to the states after the step to those to the
  /// pre-activations, `da[daAt..]`, and to the states before it, which replace the former in
  /// `dh[dhAt..]` and `dc[dcAt..]`, where dh is still without the shared product.
  abstract void backwardRow(
      RecurrentSequence sequence,
      int t,
      int n,
      float[] dh,
      int dhAt,
      float[] dc,
      int dcAt,
      float[] da,
      int daAt);

  /// Adds the shared product, `dh += Rᵀ da`, for some rows.
  void addStateGradients(
      RecurrentSequence sequence, int rows, float[] da, int daAt, float[] dh, int dhAt) {
    int hidden = sequence.shape().hidden();
    int outputs = sequence.shape().outputs();
    Tensor r = sequence.weights().weightHh();
    ScalarProduct.add(
        rows,
        outputs,
        sharedProduct(hidden),
        da,
        daAt,
        gradientWidth(hidden, outputs),
        1,
        r.data(),
        r.offset(),
        outputs,
        dh,
        dhAt,
        outputs);
  }

  /// Adds the gradients to `weight_hh` and `bias_hh`, from `da [T·N,B]`.
  void addRecurrentGradients(RecurrentSequence sequence, float[] da, RecurrentWeights dWeights) {
    int gates = gates() * sequence.shape().hidden();
    int width = gradientWidth(sequence.shape().hidden(), sequence.shape().outputs());
    float[] h = sequence.h().data();
    int before = StateRows.hBefore(sequence, 0);
    int stride = StateRows.hStride(sequence);
    Tensor dr = dWeights.weightHh();
    RowGradients.addWeights(sequence, da, width, 0, h, before, stride, 0, gates, dr);
    RowGradients.addColumns(sequence, da, width, 0, 0, gates, dWeights.biasHh());
  }

  private int packedLength(int inputs, int hidden, int outputs) {
    return preActivationWidth(hidden)
        + gates() * hidden * (inputs + outputs)
        + furtherLength(hidden, outputs);
  }

  @Override
  public final PackedWeights pack(RecurrentWeights weights, long version) {
    int length = packedLength(weights.inputs(), weights.hidden(), weights.outputs());
    float[] packed = new float[length];
    pack(weights, packed);
    return PackedFloats.of("scalar", cell(), weights, version, packed);
  }

  private void pack(RecurrentWeights weights, float[] packed) {
    int inputs = weights.inputs();
    int outputs = weights.outputs();
    int hidden = weights.hidden();
    int width = gates() * hidden;
    int wOffset = preActivationWidth(hidden);
    Tensor w = weights.weightIh();
    Tensor r = weights.weightHh();
    start(weights, packed);
    ScalarProduct.transpose(width, inputs, w.data(), w.offset(), inputs, packed, wOffset);
    int rOffset = wOffset + inputs * width;
    ScalarProduct.transpose(width, outputs, r.data(), r.offset(), outputs, packed, rOffset);
    packFurther(weights, packed, rOffset + outputs * width);
  }

  @Override
  public final void forward(RecurrentSequence sequence, Workspace workspace, Workers workers) {
    RecurrentShape shape = sequence.shape();
    int saved = savedWidth(shape.hidden());
    float[] ownPacked = null;
    float[] ownSaved = null;
    try {
      // 1. the weights in the order in which the products read them
      if (sequence.packed() == null) {
        ownPacked = workspace.take(packedLength(shape.inputs(), shape.hidden(), shape.outputs()));
        pack(sequence.weights(), ownPacked);
      }
      float[] packed = ownPacked != null ? ownPacked : PackedFloats.numbers(sequence.packed());
      // 2. memory for the pre-activations where backward will find what is saved, or in scratch
      // memory;
      // a cell that saves nothing has them where h will be
      if (saved > 0 && sequence.saved() == null) {
        ownSaved = workspace.take(shape.steps() * shape.batch() * saved);
      }
      forward(sequence, packed, ownSaved);
    } finally {
      give(workspace, ownSaved);
      give(workspace, ownPacked);
    }
  }

  private void forward(RecurrentSequence sequence, float[] packed, float[] unsaved) {
    RecurrentShape shape = sequence.shape();
    int hidden = shape.hidden();
    int batch = shape.batch();
    Tensor saved = sequence.saved();
    float[] a = unsaved != null ? unsaved : saved != null ? saved.data() : sequence.h().data();
    boolean inPlace = a == sequence.h().data();
    int aOffset =
        unsaved != null ? 0 : saved != null ? saved.offset() : StateRows.hAfter(sequence, 0);
    int aWidth = inPlace ? StateRows.hStride(sequence) : savedWidth(hidden);

    // 3. a = b + W·x for all time steps
    int count = shape.steps() * batch;
    inputProducts(sequence.input(), count, shape.inputs(), hidden, packed, a, aOffset, aWidth);

    // 4. the recurrence
    int rOffset = preActivationWidth(hidden) + gates() * hidden * shape.inputs();
    boolean cell = hasCellState();
    float[] c = cell ? sequence.c().data() : null;
    for (int done = 0; done < shape.steps(); done++) {
      int t = StateRows.steps(sequence, done);
      addShared(
          batch,
          hidden,
          shape.outputs(),
          packed,
          rOffset,
          sequence.h().data(),
          StateRows.hBefore(sequence, t * batch),
          StateRows.hStride(sequence),
          a,
          aOffset + t * batch * aWidth,
          aWidth);
      for (int n = 0; n < batch; n++) {
        int row = t * batch + n;
        int at = aOffset + row * aWidth;
        int hFrom = StateRows.hBefore(sequence, row);
        int hTo = StateRows.hAfter(sequence, row);
        int cFrom = cell ? StateRows.cell(sequence, done, n) : 0;
        int cTo = cell ? StateRows.cell(sequence, done + 1, n) : 0;
        if (StateRows.ended(sequence, t, n)) {
          if (!inPlace) {
            Arrays.fill(a, at, at + aWidth, 0f);
          }
          System.arraycopy(sequence.h().data(), hFrom, sequence.h().data(), hTo, shape.outputs());
          if (cell) {
            System.arraycopy(c, cFrom, c, cTo, hidden);
          }
        } else {
          forwardRow(
              hidden,
              shape.outputs(),
              packed,
              rOffset,
              a,
              at,
              sequence.h().data(),
              hFrom,
              hTo,
              c,
              cFrom,
              cTo);
        }
      }
    }
  }

  /// `a += R h` of the pre-activations that share the product, for some rows.
  private void addShared(
      int rows,
      int hidden,
      int outputs,
      float[] packed,
      int rOffset,
      float[] h,
      int hAt,
      int hStride,
      float[] a,
      int at,
      int aWidth) {
    int columns = sharedProduct(hidden);
    int rStride = gates() * hidden;
    ScalarProduct.add(
        rows, columns, outputs, h, hAt, hStride, 1, packed, rOffset, rStride, a, at, aWidth);
  }

  @Override
  public final void step(RecurrentStep step) {
    int inputs = step.weights().inputs();
    int hidden = step.weights().hidden();
    int outputs = step.weights().outputs();
    int batch = step.batch();
    float[] packed = PackedFloats.numbers(step.weights());
    int aWidth = Math.max(preActivationWidth(hidden), savedWidth(hidden));
    float[] a = step.workspace().take(batch * aWidth);
    try {
      int rOffset = preActivationWidth(hidden) + gates() * hidden * inputs;
      float[] h = step.h().data();
      float[] c = hasCellState() ? step.c().data() : null;
      int cOffset = hasCellState() ? step.c().offset() : 0;
      inputProducts(step.input(), batch, inputs, hidden, packed, a, 0, aWidth);
      int first = step.h().offset();
      addShared(batch, hidden, outputs, packed, rOffset, h, first, outputs, a, 0, aWidth);
      for (int row = 0; row < batch; row++) {
        int hAt = first + row * outputs;
        int cAt = cOffset + row * hidden;
        forwardRow(hidden, outputs, packed, rOffset, a, row * aWidth, h, hAt, hAt, c, cAt, cAt);
      }
    } finally {
      step.workspace().give(a);
    }
  }

  @Override
  public final void backward(
      RecurrentSequence sequence,
      RecurrentGradients gradients,
      Workspace workspace,
      Workers workers) {
    RecurrentShape shape = sequence.shape();
    float[] dh = null;
    float[] dc = null;
    float[] da = null;
    try {
      dh = workspace.take(shape.batch() * shape.outputs());
      dc = workspace.take(shape.batch() * shape.hidden());
      int width = gradientWidth(shape.hidden(), shape.outputs());
      da = workspace.take(shape.steps() * shape.batch() * width);
      backward(sequence, gradients, dh, dc, da);
    } finally {
      give(workspace, da);
      give(workspace, dc);
      give(workspace, dh);
    }
  }

  private void backward(
      RecurrentSequence sequence,
      RecurrentGradients gradients,
      float[] dh,
      float[] dc,
      float[] da) {
    RecurrentShape shape = sequence.shape();
    int batch = shape.batch();
    int hidden = shape.hidden();
    int outputs = shape.outputs();
    int width = gradientWidth(hidden, outputs);

    // 1. what reaches the final states
    copyOrClear(gradients.dhn(), dh, batch * outputs);
    copyOrClear(gradients.dcn(), dc, batch * hidden);

    // 2. back through time; dy joins what comes from the step after
    Tensor dy = gradients.dy();
    for (int left = shape.steps() - 1; left >= 0; left--) {
      int t = StateRows.steps(sequence, left);
      for (int n = batch - 1; n >= 0; n--) {
        if (StateRows.ended(sequence, t, n)) {
          continue;
        }
        int row = t * batch + n;
        int dyAt =
            dy == null ? 0 : dy.offset() + row * StateRows.hStride(sequence) + sequence.column();
        for (int j = 0; j < outputs && dy != null; j++) {
          dh[n * outputs + j] += dy.data()[dyAt + j];
        }
        backwardRow(sequence, t, n, dh, n * outputs, dc, n * hidden, da, row * width);
      }
      for (int from = 0; from < batch; ) {
        int to = from;
        while (to < batch && !StateRows.ended(sequence, t, to)) {
          to++;
        }
        int at = (t * batch + from) * width;
        addStateGradients(sequence, to - from, da, at, dh, from * outputs);
        from = to + 1;
      }
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
      RowGradients.addInputs(
          sequence, da, width, gates() * hidden, sequence.weights().weightIh(), gradients.dx());
    }
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
    int gates = gates() * sequence.shape().hidden();
    int width = gradientWidth(sequence.shape().hidden(), sequence.shape().outputs());
    Tensor dw = dWeights.weightIh();
    switch (sequence.input()) {
      case SequenceInput.Features(Tensor x) ->
          RowGradients.addWeights(
              sequence, da, width, 0, x.data(), x.offset(), inputs, 0, gates, dw);
      case SequenceInput.Tokens(int[] ids) ->
          RowGradients.addTokens(sequence, da, width, gates, ids, dw);
    }
    RowGradients.addColumns(sequence, da, width, 0, 0, gates, dWeights.biasIh());
  }

  static float bias(Tensor bias, int i) {
    return bias == null ? 0f : bias.data()[bias.offset() + i];
  }

  private static void give(Workspace workspace, float[] scratch) {
    if (scratch != null) {
      workspace.give(scratch);
    }
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
