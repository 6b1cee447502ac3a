package dev.unroll.kernels.vector.recurrent;

import dev.unroll.kernels.LstmKernel;
import dev.unroll.kernels.vector.math.Activations;

/// The LSTM layer with ReLU, with peepholes, or with a projection, in vectors. Equations in [LstmKernel] and in the
/// contracts of the cells.
abstract sealed class VectorLstmVariant extends VectorRecurrentKernel
    permits VectorReluLstmKernel, VectorPeepholeLstmKernel, VectorProjectedLstmKernel {
  /// Whether the gates see the cell state.
  private final boolean peepholes;

  /// Whether m is not the hidden state itself but becomes it in an [OutputLayer].
  private final boolean projected;

  VectorLstmVariant(boolean peepholes, boolean projected) {
    this.peepholes = peepholes;
    this.projected = projected;
  }

  @Override
  int gates() {
    return 4;
  }

  /// φ.
  void activate(int length, float[] x, int xAt, float[] y, int yAt) {
    Activations.tanh(length, x, xAt, y, yAt);
  }

  /// φ' where φ is y.
  void slope(int length, float[] y, int yAt, float[] slope, int slopeAt) {
    RowOperations.tanhSlope(length, y, yAt, slope, slopeAt);
  }

  @Override
  void setProducts(ForwardPass pass) {
    pass.setProduct(0, 0, true, pass.h, pass.hStride);
    if (projected) {
      pass.setOutputLayer(1);
    }
  }

  @Override
  void forwardStep(
      ForwardPass pass,
      int first,
      int rows,
      int at,
      int hFrom,
      int hTo,
      int cFrom,
      int cTo,
      int scratchAt) {
    int hidden = pass.hidden;
    float[] a = pass.a;
    float[] c = pass.c;
    int p = pass.furtherAt();
    // 1. a = b + W x[t-1] + R h[t-1]
    pass.multiply(0, first, rows, 0, hFrom, at, scratchAt);
    for (int row = 0; row < rows; row++) {
      int i = at + row * pass.aStride;
      int g = i + 2 * hidden;
      int o = i + 3 * hidden;
      int from = cFrom + row * hidden;
      int to = cTo + row * hidden;
      // 2. the gates i and f, g, and c[t] = f ⊙ c[t-1] + i ⊙ g
      if (peepholes) {
        RowOperations.fma(hidden, pass.packed, p, c, from, a, i);
        RowOperations.fma(hidden, pass.packed, p + hidden, c, from, a, i + hidden);
      }
      Activations.sigmoid(2 * hidden, a, i, a, i);
      activate(hidden, a, g, a, g);
      RowOperations.cellState(hidden, a, i, hidden, c, from, to);
      // 3. the gate o, and m = o ⊙ φ(c[t])
      if (peepholes) {
        RowOperations.fma(hidden, pass.packed, p + 2 * hidden, c, to, a, o);
      }
      Activations.sigmoid(hidden, a, o, a, o);
      float[] out = projected ? a : pass.h;
      int m = projected ? i + 4 * hidden : hTo + row * pass.hStride;
      activate(hidden, c, to, out, m);
      RowOperations.multiply(hidden, a, o, out, m, out, m);
    }
    // 4. h[t] = W_r m
    if (projected) {
      pass.multiplyOutputs(1, rows, at + 4 * hidden, hTo, scratchAt);
    }
  }

  @Override
  void backwardStep(BackwardPass pass, int t, int row, int rows, int scratchAt) {
    int hidden = pass.hidden;
    int savedWidth = savedWidth(hidden);
    int daAt = pass.daAt(t, row);
    // 1. dm = W_rᵀ dh
    if (projected) {
      OutputLayer.backward(pass, 1, row, rows, daAt, 4 * hidden, scratchAt);
    }
    for (int m = 0; m < rows; m++) {
      int state = (row + m) * hidden;
      gateGradients(
          hidden,
          pass.saved,
          pass.savedAt(t, row + m, savedWidth),
          pass.c,
          pass.cBefore(t, row + m),
          pass.cAfter(t, row + m),
          projected ? pass.scratch : pass.dh,
          projected ? pass.rowScratch + state : state,
          pass.dc,
          state,
          pass.da,
          daAt + m * pass.width,
          pass.packed,
          peepholesAt(hidden));
    }
    // 6. dh[t-1] = Rᵀ da
    pass.multiply(0, rows, daAt, row * pass.outputs, scratchAt);
  }

  /// Where the peepholes begin in what the cell packs for backward.
  int peepholesAt(int hidden) {
    return 0;
  }

  /// The gradients to the pre-activations of a row, and to its cell state before the step. Each block of `da` holds what
  /// the next lines need until its own turn comes.
  private void gateGradients(
      int hidden,
      float[] saved,
      int i,
      float[] c,
      int before,
      int after,
      float[] dm,
      int dmAt,
      float[] dc,
      int dcAt,
      float[] da,
      int daI,
      float[] packed,
      int p) {
    int f = i + hidden;
    int g = f + hidden;
    int o = g + hidden;
    int daF = daI + hidden;
    int daG = daF + hidden;
    int daO = daG + hidden;
    // 2. da_o = dm ⊙ k ⊙ o ⊙ (1 − o) with k = φ(c[t])
    activate(hidden, c, after, da, daG);
    RowOperations.multiply(hidden, dm, dmAt, da, daG, da, daO);
    RowOperations.multiplySigmoidSlope(hidden, saved, o, da, daO);
    // 3. dc += dm ⊙ o ⊙ φ'(c[t]) + p_o ⊙ da_o
    slope(hidden, da, daG, da, daG);
    RowOperations.multiply(hidden, dm, dmAt, saved, o, da, daI);
    RowOperations.fma(hidden, da, daI, da, daG, dc, dcAt);
    if (peepholes) {
      RowOperations.fma(hidden, packed, p + 2 * hidden, da, daO, dc, dcAt);
    }
    // 4. da_i, da_f, da_g
    slope(hidden, saved, g, da, daF);
    RowOperations.multiply(hidden, dc, dcAt, saved, i, da, daG);
    RowOperations.multiply(hidden, da, daG, da, daF, da, daG);
    RowOperations.multiply(hidden, dc, dcAt, saved, g, da, daI);
    RowOperations.multiplySigmoidSlope(hidden, saved, i, da, daI);
    RowOperations.multiply(hidden, dc, dcAt, c, before, da, daF);
    RowOperations.multiplySigmoidSlope(hidden, saved, f, da, daF);
    // 5. dc[t-1] = dc ⊙ f + p_i ⊙ da_i + p_f ⊙ da_f
    RowOperations.multiply(hidden, dc, dcAt, saved, f, dc, dcAt);
    if (peepholes) {
      RowOperations.fma(hidden, packed, p, da, daI, dc, dcAt);
      RowOperations.fma(hidden, packed, p + hidden, da, daF, dc, dcAt);
    }
  }
}
