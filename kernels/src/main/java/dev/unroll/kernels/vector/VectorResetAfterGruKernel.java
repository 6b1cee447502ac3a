package dev.unroll.kernels.vector;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.ResetAfterGruKernel;
import jdk.incubator.vector.FloatVector;

/// The GRU layer of cuDNN, PyTorch and Keras (reset after the product) in vectors. Equations in
/// [ResetAfterGruKernel].
///
/// Pre-activations have the blocks a_r, a_z, a_n (from the input alone) and q (the recurrent part of
/// the new state); their gradients da_r, da_z, da_n and dq. Blocks of columns: those of r and
/// z together, then those of n.
final class VectorResetAfterGruKernel extends VectorRecurrentKernel implements ResetAfterGruKernel {
  @Override
  int gates() {
    return 3;
  }

  @Override
  int preActivationWidth(int hidden) {
    return 4 * hidden;
  }

  /// The sums of both biases for r and z, `b_in` for a_n, `b_hn` for q.
  @Override
  void start(RecurrentWeights weights, float[] packed) {
    int hidden = weights.hidden();
    super.start(weights, packed);
    for (int j = 2 * hidden; j < 3 * hidden; j++) {
      packed[j] = bias(weights.biasIh(), j);
      packed[hidden + j] = bias(weights.biasHh(), j);
    }
  }

  @Override
  int blocks() {
    return 2;
  }

  @Override
  int blockColumns(int block, int hidden) {
    return block == 0 ? 2 * hidden : hidden;
  }

  @Override
  void setProducts(ForwardPass pass) {
    pass.setProduct(0, 0, true, pass.h, pass.hidden);
    pass.setProduct(1, 1, false, pass.h, pass.hidden);
    pass.setProduct(2, 1, true, null, 0);
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
    int q = at + 3 * hidden;
    // 1. a_r, a_z = b + W x[t-1] + R h[t-1]; q = b_hn + R_n h[t-1]; a_n = b_in + W_n x[t-1]
    pass.multiply(0, first, rows, 0, hFrom, at, scratchAt);
    pass.multiply(1, first, rows, 3 * hidden, hFrom, q, scratchAt);
    if (!pass.hasInputProducts()) {
      pass.multiply(2, first, rows, 2 * hidden, 0, at + 2 * hidden, scratchAt);
    }
    for (int row = 0; row < rows; row++) {
      // 2. the gates, and n = tanh(a_n + r ⊙ q)
      int r = at + row * pass.aStride;
      int n = r + 2 * hidden;
      Activations.sigmoid(2 * hidden, a, r, a, r);
      reset(hidden, a, r);
      Activations.tanh(hidden, a, n, a, n);
      // 3. h[t] = n + z ⊙ (h[t-1] − n)
      interpolate(hidden, a, r + hidden, pass.h, hFrom + row * hidden, hTo + row * hidden);
    }
  }

  /// `a_n += r ⊙ q` in one row.
  private static void reset(int hidden, float[] a, int r) {
    int n = r + 2 * hidden;
    int q = r + 3 * hidden;
    int full = SPECIES.loopBound(hidden);
    for (int j = 0; j < full; j += LANES) {
      FloatVector.fromArray(SPECIES, a, r + j)
          .fma(FloatVector.fromArray(SPECIES, a, q + j), FloatVector.fromArray(SPECIES, a, n + j))
          .intoArray(a, n + j);
    }
    for (int j = full; j < hidden; j++) {
      a[n + j] = Math.fma(a[r + j], a[q + j], a[n + j]);
    }
  }

  private static void interpolate(int hidden, float[] a, int z, float[] h, int from, int to) {
    int n = z + hidden;
    int full = SPECIES.loopBound(hidden);
    for (int j = 0; j < full; j += LANES) {
      FloatVector candidate = FloatVector.fromArray(SPECIES, a, n + j);
      FloatVector.fromArray(SPECIES, a, z + j)
          .fma(FloatVector.fromArray(SPECIES, h, from + j).sub(candidate), candidate)
          .intoArray(h, to + j);
    }
    for (int j = full; j < hidden; j++) {
      h[to + j] = Math.fma(a[z + j], h[from + j] - a[n + j], a[n + j]);
    }
  }

  /// Panels of R_r and R_z together, then of R_n.
  @Override
  int backwardLength(int hidden) {
    return Panels.length(2 * hidden, hidden) + Panels.length(hidden, hidden);
  }

  @Override
  void packBackward(RecurrentWeights weights, float[] packed) {
    int hidden = weights.hidden();
    packPlain(weights.weightHh(), 0, 2 * hidden, packed, 0);
    int next = Panels.length(2 * hidden, hidden);
    packPlain(weights.weightHh(), 2 * hidden, 3 * hidden, packed, next);
  }

  @Override
  void setProducts(BackwardPass pass) {
    int hidden = pass.hidden;
    pass.setProduct(0, 2 * hidden, 0, pass.dh);
    pass.setProduct(1, hidden, Panels.length(2 * hidden, hidden), pass.dh);
  }

  @Override
  void backwardStep(BackwardPass pass, int t, int row, int rows, int scratchAt) {
    int hidden = pass.hidden;
    int first = t * pass.batch + row;
    int daAt = first * 4 * hidden;
    // 1. da, and dh[t-1] = dh ⊙ z …
    for (int m = 0; m < rows; m++) {
      gateGradients(
          hidden,
          pass.saved,
          pass.savedOffset + (first + m) * 4 * hidden,
          pass.h,
          pass.hOffset + (first + m) * hidden,
          pass.dh,
          (row + m) * hidden,
          pass.da,
          daAt + m * 4 * hidden);
    }
    // 2. … + R_rᵀ da_r + R_zᵀ da_z + R_nᵀ dq
    pass.multiplyAdd(0, rows, daAt, row * hidden, scratchAt);
    pass.multiplyAdd(1, rows, daAt + 3 * hidden, row * hidden, scratchAt);
  }

  private static void gateGradients(
      int hidden,
      float[] saved,
      int at,
      float[] h,
      int hAt,
      float[] dh,
      int dhAt,
      float[] da,
      int daAt) {
    int full = SPECIES.loopBound(hidden);
    FloatVector one = FloatVector.broadcast(SPECIES, 1f);
    for (int j = 0; j < full; j += LANES) {
      FloatVector r = FloatVector.fromArray(SPECIES, saved, at + j);
      FloatVector z = FloatVector.fromArray(SPECIES, saved, at + hidden + j);
      FloatVector n = FloatVector.fromArray(SPECIES, saved, at + 2 * hidden + j);
      FloatVector q = FloatVector.fromArray(SPECIES, saved, at + 3 * hidden + j);
      FloatVector dhj = FloatVector.fromArray(SPECIES, dh, dhAt + j);
      FloatVector daN = dhj.mul(one.sub(z)).mul(n.neg().fma(n, one));
      daN.mul(q).mul(r.mul(one.sub(r))).intoArray(da, daAt + j);
      dhj.mul(FloatVector.fromArray(SPECIES, h, hAt + j).sub(n))
          .mul(z.mul(one.sub(z)))
          .intoArray(da, daAt + hidden + j);
      daN.intoArray(da, daAt + 2 * hidden + j);
      daN.mul(r).intoArray(da, daAt + 3 * hidden + j);
      dhj.mul(z).intoArray(dh, dhAt + j);
    }
    for (int j = full; j < hidden; j++) {
      float r = saved[at + j];
      float z = saved[at + hidden + j];
      float n = saved[at + 2 * hidden + j];
      float dhj = dh[dhAt + j];
      float daN = dhj * (1f - z) * Math.fma(-n, n, 1f);
      da[daAt + j] = daN * saved[at + 3 * hidden + j] * (r * (1f - r));
      da[daAt + hidden + j] = dhj * (h[hAt + j] - n) * (z * (1f - z));
      da[daAt + 2 * hidden + j] = daN;
      da[daAt + 3 * hidden + j] = daN * r;
      dh[dhAt + j] = dhj * z;
    }
  }

  /// What reaches R_n and b_hn is dq, not da_n.
  @Override
  void addRecurrentGradients(
      GradientProducts products, RecurrentSequence sequence, RecurrentWeights dWeights) {
    int hidden = sequence.shape().hidden();
    Tensor h = sequence.h();
    Tensor dr = dWeights.weightHh();
    products.addWeights(0, h.data(), h.offset(), hidden, dr, 0, 2 * hidden);
    products.addWeights(3 * hidden, h.data(), h.offset(), hidden, dr, 2 * hidden, 3 * hidden);
    products.addColumnSums(0, dWeights.biasHh(), 0, 2 * hidden);
    products.addColumnSums(3 * hidden, dWeights.biasHh(), 2 * hidden, 3 * hidden);
  }
}
