package dev.unroll.kernels.scalar;

import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.SimplifiedGruKernel;
import dev.unroll.kernels.shared.Fma;

/// The GRU layer without a reset gate in plain loops.
final class ScalarSimplifiedGruKernel extends ScalarRecurrentKernel implements SimplifiedGruKernel {
  @Override
  int gates() {
    return 2;
  }

  @Override
  void forwardRow(
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
      int cTo) {
    // the gates, and h' = h + u ⊙ (n − h)
    for (int j = 0; j < hidden; j++) {
      float u = ScalarMath.sigmoid(a[at + j]);
      float candidate = ScalarMath.tanh(a[at + hidden + j]);
      a[at + j] = u;
      a[at + hidden + j] = candidate;
      float hj = h[hFrom + j];
      h[hTo + j] = Fma.fma(u, candidate - hj, hj);
    }
  }

  @Override
  void backwardRow(
      RecurrentSequence sequence,
      int t,
      int n,
      float[] dh,
      int dhAt,
      float[] dc,
      int dcAt,
      float[] da,
      int daAt) {
    int hidden = sequence.shape().hidden();
    float[] saved = sequence.saved().data();
    int at = StateRows.saved(sequence, t, n, 2 * hidden);
    float[] h = sequence.h().data();
    int hAt = StateRows.hBefore(sequence, t * sequence.shape().batch() + n);

    // da_u and da_n, and dh = dh ⊙ (1 − u) + R_uᵀ da_u + R_nᵀ da_n
    for (int j = 0; j < hidden; j++) {
      float u = saved[at + j];
      float candidate = saved[at + hidden + j];
      float dhj = dh[dhAt + j];
      da[daAt + j] = dhj * (candidate - h[hAt + j]) * (u * (1f - u));
      da[daAt + hidden + j] = dhj * u * Fma.fma(-candidate, candidate, 1f);
      dh[dhAt + j] = dhj * (1f - u);
    }
  }
}
