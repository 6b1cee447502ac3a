package dev.unroll.kernels.scalar;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.ResetAfterGruKernel;
import dev.unroll.kernels.shared.Fma;

/// The GRU layer of cuDNN, PyTorch and Keras (reset after the product) in plain loops.
///
/// A row of pre-activations has four blocks: a_r, a_z, a_n from the input alone, and q, the recurrent
/// part of the new state. A row of their gradients has da_r, da_z, da_n and dq.
final class ScalarResetAfterGruKernel extends ScalarRecurrentKernel implements ResetAfterGruKernel {
  @Override
  int gates() {
    return 3;
  }

  @Override
  int sharedProduct(int hidden) {
    return 2 * hidden;
  }

  @Override
  int preActivationWidth(int hidden) {
    return 4 * hidden;
  }

  /// The sums of both biases for r and z, `b_in` for a_n, `b_hn` for q.
  @Override
  void start(RecurrentWeights weights, float[] start) {
    int hidden = weights.hidden();
    super.start(weights, start);
    for (int j = 2 * hidden; j < 3 * hidden; j++) {
      start[j] = bias(weights.biasIh(), j);
      start[hidden + j] = bias(weights.biasHh(), j);
    }
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
    int zAt = at + hidden;
    int nAt = at + 2 * hidden;
    int qAt = at + 3 * hidden;

    // 1. q += R_n h
    int rnOffset = rOffset + 2 * hidden;
    ScalarProduct.addRow(hidden, hidden, h, hFrom, packed, rnOffset, 3 * hidden, a, qAt);

    for (int j = 0; j < hidden; j++) {
      // 2. the gates, and n = tanh(a_n + r ⊙ q)
      float r = ScalarMath.sigmoid(a[rAt + j]);
      float z = ScalarMath.sigmoid(a[zAt + j]);
      float n = ScalarMath.tanh(Fma.fma(r, a[qAt + j], a[nAt + j]));
      a[rAt + j] = r;
      a[zAt + j] = z;
      a[nAt + j] = n;

      // 3. h' = n + z ⊙ (h − n)
      h[hTo + j] = Fma.fma(z, h[hFrom + j] - n, n);
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
    int zAt = rAt + hidden;
    int nAt = rAt + 2 * hidden;
    int qAt = rAt + 3 * hidden;
    float[] h = sequence.h().data();
    int hAt = StateRows.hBefore(sequence, t * sequence.shape().batch() + n);
    int dqAt = daAt + 3 * hidden;

    for (int j = 0; j < hidden; j++) {
      float r = saved[rAt + j];
      float z = saved[zAt + j];
      float candidate = saved[nAt + j];
      float dhj = dh[dhAt + j];

      // 1. the pre-activations
      float daN = dhj * (1f - z) * Fma.fma(-candidate, candidate, 1f);
      da[daAt + j] = daN * saved[qAt + j] * (r * (1f - r));
      da[daAt + hidden + j] = dhj * (h[hAt + j] - candidate) * (z * (1f - z));
      da[daAt + 2 * hidden + j] = daN;
      da[dqAt + j] = daN * r;

      // 2. dh[t-1] = dh ⊙ z + R_rᵀ da_r + R_zᵀ da_z + R_nᵀ dq
      dh[dhAt + j] = dhj * z;
    }
  }

  /// The last of the products, `R_nᵀ dq`, after the shared ones.
  @Override
  void addStateGradients(
      RecurrentSequence sequence, int rows, float[] da, int daAt, float[] dh, int dhAt) {
    super.addStateGradients(sequence, rows, da, daAt, dh, dhAt);
    int hidden = sequence.shape().hidden();
    Tensor r = sequence.weights().weightHh();
    int rnOffset = r.offset() + 2 * hidden * hidden;
    int width = gradientWidth(hidden, hidden);
    int dqAt = daAt + 3 * hidden;
    ScalarProduct.add(
        rows, hidden, hidden, da, dqAt, width, 1, r.data(), rnOffset, hidden, dh, dhAt, hidden);
  }

  /// What reaches R_n and b_hn is dq, not da_n.
  @Override
  void addRecurrentGradients(RecurrentSequence sequence, float[] da, RecurrentWeights dWeights) {
    int hidden = sequence.shape().hidden();
    int width = 4 * hidden;
    int h = StateRows.hBefore(sequence, 0);
    int stride = StateRows.hStride(sequence);
    Tensor dr = dWeights.weightHh();
    RowGradients.addWeights(
        sequence, da, width, 0, sequence.h().data(), h, stride, 0, 2 * hidden, dr);
    RowGradients.addWeights(
        sequence,
        da,
        width,
        3 * hidden,
        sequence.h().data(),
        h,
        stride,
        2 * hidden,
        3 * hidden,
        dr);
    RowGradients.addColumns(sequence, da, width, 0, 0, 2 * hidden, dWeights.biasHh());
    RowGradients.addColumns(
        sequence, da, width, 3 * hidden, 2 * hidden, 3 * hidden, dWeights.biasHh());
  }
}
