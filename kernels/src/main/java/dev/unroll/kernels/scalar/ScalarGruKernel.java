package dev.unroll.kernels.scalar;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.GruKernel;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.shared.Fma;
import java.util.Arrays;

/// The GRU layer of the lectures (reset before the product) in plain loops.
final class ScalarGruKernel extends ScalarRecurrentKernel implements GruKernel {
  @Override
  int gates() {
    return 3;
  }

  @Override
  int sharedProduct(int hidden) {
    return 2 * hidden;
  }

  @Override
  void forwardRow(
      int hidden,
      int outputs,
      float[] packed,
      int rOffset,
      float[] a,
      int at,
      float[] h,
      int hFrom,
      int hTo,
      float[] c,
      int cFrom,
      int cTo) {
    int rAt = at;
    int uAt = at + hidden;
    int nAt = at + 2 * hidden;
    int sAt = at + 3 * hidden;

    // 1. the gates, and s = r ⊙ h
    for (int j = 0; j < hidden; j++) {
      float r = ScalarMath.sigmoid(a[rAt + j]);
      a[rAt + j] = r;
      a[uAt + j] = ScalarMath.sigmoid(a[uAt + j]);
      a[sAt + j] = r * h[hFrom + j];
    }

    // 2. a_n += R_n s
    int rnOffset = rOffset + 2 * hidden;
    ScalarProduct.addRow(hidden, hidden, a, sAt, packed, rnOffset, 3 * hidden, a, nAt);

    // 3. h' = h + u ⊙ (n − h)
    for (int j = 0; j < hidden; j++) {
      float hj = h[hFrom + j];
      float n = ScalarMath.tanh(a[nAt + j]);
      a[nAt + j] = n;
      h[hTo + j] = Fma.fma(a[uAt + j], n - hj, hj);
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
    int rAt = StateRows.saved(sequence, t, n, 4 * hidden);
    int uAt = rAt + hidden;
    int nAt = rAt + 2 * hidden;
    float[] h = sequence.h().data();
    int hAt = StateRows.hBefore(sequence, t * sequence.shape().batch() + n);
    float[] weights = sequence.weights().weightHh().data();
    int rnOffset = sequence.weights().weightHh().offset() + 2 * hidden * hidden;
    int daR = daAt;
    int daU = daAt + hidden;
    int daN = daAt + 2 * hidden;

    // 1. da_u and da_n
    for (int j = 0; j < hidden; j++) {
      float u = saved[uAt + j];
      float candidate = saved[nAt + j];
      float dhj = dh[dhAt + j];
      da[daU + j] = dhj * (candidate - h[hAt + j]) * (u * (1f - u));
      da[daN + j] = dhj * u * Fma.fma(-candidate, candidate, 1f);
    }

    // 2. ds = R_nᵀ da_n, kept where da_r will be
    Arrays.fill(da, daR, daR + hidden, 0f);
    ScalarProduct.addRow(hidden, hidden, da, daN, weights, rnOffset, hidden, da, daR);

    // 3. da_r, and dh = dh ⊙ (1 − u) + ds ⊙ r + R_rᵀ da_r + R_uᵀ da_u
    for (int j = 0; j < hidden; j++) {
      float r = saved[rAt + j];
      float ds = da[daR + j];
      dh[dhAt + j] = Fma.fma(ds, r, dh[dhAt + j] * (1f - saved[uAt + j]));
      da[daR + j] = ds * h[hAt + j] * (r * (1f - r));
    }
  }

  /// R_r and R_u were multiplied with h, R_n with s.
  @Override
  void addRecurrentGradients(RecurrentSequence sequence, float[] da, RecurrentWeights dWeights) {
    int hidden = sequence.shape().hidden();
    int width = 3 * hidden;
    Tensor saved = sequence.saved();
    int s = saved.offset() + 3 * hidden;
    Tensor dr = dWeights.weightHh();
    RowGradients.addWeights(
        sequence,
        da,
        width,
        0,
        sequence.h().data(),
        StateRows.hBefore(sequence, 0),
        StateRows.hStride(sequence),
        0,
        2 * hidden,
        dr);
    RowGradients.addWeights(
        sequence, da, width, 2 * hidden, saved.data(), s, 4 * hidden, 2 * hidden, 3 * hidden, dr);
    RowGradients.addColumns(sequence, da, width, 0, 0, 3 * hidden, dWeights.biasHh());
  }
}
