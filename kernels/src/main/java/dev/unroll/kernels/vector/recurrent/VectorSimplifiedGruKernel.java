package dev.unroll.kernels.vector.recurrent;

import dev.unroll.kernels.SimplifiedGruKernel;
import dev.unroll.kernels.vector.math.Activations;

/// The GRU layer without a reset gate in vectors. Equations in [SimplifiedGruKernel].
public final class VectorSimplifiedGruKernel extends VectorRecurrentKernel
    implements SimplifiedGruKernel {
  /// The kernel.
  public VectorSimplifiedGruKernel() {}

  @Override
  int gates() {
    return 2;
  }

  @Override
  void setProducts(ForwardPass pass) {
    pass.setProduct(0, 0, true, pass.h, pass.hStride);
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
    // 1. a = b + W x[t-1] + R h[t-1]
    pass.multiply(0, first, rows, 0, hFrom, at, scratchAt);
    for (int row = 0; row < rows; row++) {
      // 2. the gates, and h[t] = h[t-1] + u ⊙ (n − h[t-1])
      int u = at + row * pass.aStride;
      int n = u + hidden;
      int state = row * pass.hStride;
      Activations.sigmoid(hidden, a, u, a, u);
      Activations.tanh(hidden, a, n, a, n);
      RowOperations.interpolate(hidden, a, u, a, n, pass.h, hFrom + state, hTo + state);
    }
  }

  @Override
  void setProducts(BackwardPass pass) {
    pass.setProduct(0, 2 * pass.hidden, 0, pass.dh, true);
  }

  @Override
  void backwardStep(BackwardPass pass, int t, int row, int rows, int scratchAt) {
    int hidden = pass.hidden;
    float[] saved = pass.saved;
    float[] da = pass.da;
    float[] dh = pass.dh;
    for (int m = 0; m < rows; m++) {
      int u = pass.savedAt(t, row + m, 2 * hidden);
      int n = u + hidden;
      int daU = pass.daAt(t, row + m);
      int daN = daU + hidden;
      int state = (row + m) * hidden;
      int h = pass.hBefore(t, row + m);
      // 1. da_u = dh ⊙ (n − h[t-1]) ⊙ u ⊙ (1 − u), da_n = dh ⊙ u ⊙ (1 − n²)
      RowOperations.multiplyDifference(hidden, dh, state, saved, n, pass.h, h, da, daU);
      RowOperations.multiplySigmoidSlope(hidden, saved, u, da, daU);
      int slope = pass.rowScratch + state;
      RowOperations.tanhSlope(hidden, saved, n, pass.scratch, slope);
      RowOperations.multiply(hidden, dh, state, saved, u, da, daN);
      RowOperations.multiply(hidden, da, daN, pass.scratch, slope, da, daN);
      // 2. dh ⊙ (1 − u) …
      RowOperations.multiplyRest(hidden, saved, u, dh, state);
    }
    // 3. … + R_uᵀ da_u + R_nᵀ da_n
    pass.multiply(0, rows, pass.daAt(t, row), row * hidden, scratchAt);
  }
}
