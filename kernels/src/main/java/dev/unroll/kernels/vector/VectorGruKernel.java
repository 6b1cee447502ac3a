package dev.unroll.kernels.vector;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.GruKernel;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentWeights;
import jdk.incubator.vector.FloatVector;

/// The lectures' GRU layer (reset before the product) in vectors. Equations in [GruKernel].
///
/// Blocks of columns: those of r and u together, then those of n, because s = r ⊙ h[t-1] must be there
/// before R_n is multiplied with it. Pre-activations have the blocks r, u, n and s; their gradients
/// da_r, da_u, da_n.
final class VectorGruKernel extends VectorRecurrentKernel implements GruKernel {
  @Override
  int gates() {
    return 3;
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
  int stepWidth(int hidden) {
    return 4 * hidden;
  }

  @Override
  void setProducts(ForwardPass pass) {
    pass.setProduct(0, 0, true, pass.h, pass.hidden);
    pass.setProduct(1, 1, true, pass.a, pass.aStride);
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
    int stride = pass.aStride;
    float[] a = pass.a;
    int n = at + 2 * hidden;
    int s = at + 3 * hidden;
    // 1. a_r, a_u = b + W x[t-1] + R h[t-1]
    pass.multiply(0, first, rows, 0, hFrom, at, scratchAt);
    for (int row = 0; row < rows; row++) {
      // 2. r, u and s = r ⊙ h[t-1]
      int r = at + row * stride;
      Activations.sigmoid(2 * hidden, a, r, a, r);
      reset(hidden, a, r, pass.h, hFrom + row * hidden, s + row * stride);
    }
    // 3. a_n = b_n + W_n x[t-1] + R_n s
    pass.multiply(1, first, rows, 2 * hidden, s, n, scratchAt);
    for (int row = 0; row < rows; row++) {
      // 4. n, and h[t] = h[t-1] + u ⊙ (n − h[t-1])
      int candidate = n + row * stride;
      Activations.tanh(hidden, a, candidate, a, candidate);
      interpolate(hidden, a, candidate - hidden, pass.h, hFrom + row * hidden, hTo + row * hidden);
    }
  }

  private static void reset(int hidden, float[] a, int r, float[] h, int hAt, int s) {
    int full = SPECIES.loopBound(hidden);
    for (int j = 0; j < full; j += LANES) {
      FloatVector.fromArray(SPECIES, a, r + j)
          .mul(FloatVector.fromArray(SPECIES, h, hAt + j))
          .intoArray(a, s + j);
    }
    for (int j = full; j < hidden; j++) {
      a[s + j] = a[r + j] * h[hAt + j];
    }
  }

  private static void interpolate(int hidden, float[] a, int u, float[] h, int from, int to) {
    int n = u + hidden;
    int full = SPECIES.loopBound(hidden);
    for (int j = 0; j < full; j += LANES) {
      FloatVector old = FloatVector.fromArray(SPECIES, h, from + j);
      FloatVector.fromArray(SPECIES, a, u + j)
          .fma(FloatVector.fromArray(SPECIES, a, n + j).sub(old), old)
          .intoArray(h, to + j);
    }
    for (int j = full; j < hidden; j++) {
      h[to + j] = Math.fma(a[u + j], a[n + j] - h[from + j], h[from + j]);
    }
  }

  /// Panels of R_n, then of R_r and R_u together.
  @Override
  int backwardLength(int hidden) {
    return Panels.length(hidden, hidden) + Panels.length(2 * hidden, hidden);
  }

  @Override
  void packBackward(RecurrentWeights weights, float[] packed) {
    int hidden = weights.hidden();
    packPlain(weights.weightHh(), 2 * hidden, 3 * hidden, packed, 0);
    packPlain(weights.weightHh(), 0, 2 * hidden, packed, Panels.length(hidden, hidden));
  }

  @Override
  void setProducts(BackwardPass pass) {
    int hidden = pass.hidden;
    pass.setProduct(0, hidden, 0, pass.scratch);
    pass.setProduct(1, 2 * hidden, Panels.length(hidden, hidden), pass.dh);
  }

  @Override
  void backwardStep(BackwardPass pass, int t, int row, int rows, int scratchAt) {
    int hidden = pass.hidden;
    int first = t * pass.batch + row;
    int daAt = first * 3 * hidden;
    int savedAt = pass.savedOffset + first * 4 * hidden;
    int hAt = pass.hOffset + first * hidden;
    int ds = pass.rowScratch + row * hidden;
    // 1. da_u, da_n
    for (int m = 0; m < rows; m++) {
      updateGradients(
          hidden,
          pass.saved,
          savedAt + m * 4 * hidden,
          pass.h,
          hAt + m * hidden,
          pass.dh,
          (row + m) * hidden,
          pass.da,
          daAt + m * 3 * hidden);
    }
    // 2. ds = R_nᵀ da_n
    pass.multiply(0, rows, daAt + 2 * hidden, ds, scratchAt);
    // 3. da_r, and dh[t-1] = dh ⊙ (1 − u) + ds ⊙ r …
    for (int m = 0; m < rows; m++) {
      resetGradients(
          hidden,
          pass.saved,
          savedAt + m * 4 * hidden,
          pass.h,
          hAt + m * hidden,
          pass.scratch,
          ds + m * hidden,
          pass.dh,
          (row + m) * hidden,
          pass.da,
          daAt + m * 3 * hidden);
    }
    // 4. … + R_rᵀ da_r + R_uᵀ da_u
    pass.multiplyAdd(1, rows, daAt, row * hidden, scratchAt);
  }

  private static void updateGradients(
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
      FloatVector u = FloatVector.fromArray(SPECIES, saved, at + hidden + j);
      FloatVector n = FloatVector.fromArray(SPECIES, saved, at + 2 * hidden + j);
      FloatVector dhj = FloatVector.fromArray(SPECIES, dh, dhAt + j);
      dhj.mul(n.sub(FloatVector.fromArray(SPECIES, h, hAt + j)))
          .mul(u.mul(one.sub(u)))
          .intoArray(da, daAt + hidden + j);
      dhj.mul(u).mul(n.neg().fma(n, one)).intoArray(da, daAt + 2 * hidden + j);
    }
    for (int j = full; j < hidden; j++) {
      float u = saved[at + hidden + j];
      float n = saved[at + 2 * hidden + j];
      float dhj = dh[dhAt + j];
      da[daAt + hidden + j] = dhj * (n - h[hAt + j]) * (u * (1f - u));
      da[daAt + 2 * hidden + j] = dhj * u * Math.fma(-n, n, 1f);
    }
  }

  private static void resetGradients(
      int hidden,
      float[] saved,
      int at,
      float[] h,
      int hAt,
      float[] ds,
      int dsAt,
      float[] dh,
      int dhAt,
      float[] da,
      int daAt) {
    int full = SPECIES.loopBound(hidden);
    FloatVector one = FloatVector.broadcast(SPECIES, 1f);
    for (int j = 0; j < full; j += LANES) {
      FloatVector r = FloatVector.fromArray(SPECIES, saved, at + j);
      FloatVector u = FloatVector.fromArray(SPECIES, saved, at + hidden + j);
      FloatVector dsj = FloatVector.fromArray(SPECIES, ds, dsAt + j);
      dsj.mul(FloatVector.fromArray(SPECIES, h, hAt + j))
          .mul(r.mul(one.sub(r)))
          .intoArray(da, daAt + j);
      dsj.fma(r, FloatVector.fromArray(SPECIES, dh, dhAt + j).mul(one.sub(u)))
          .intoArray(dh, dhAt + j);
    }
    for (int j = full; j < hidden; j++) {
      float r = saved[at + j];
      float u = saved[at + hidden + j];
      da[daAt + j] = ds[dsAt + j] * h[hAt + j] * (r * (1f - r));
      dh[dhAt + j] = Math.fma(ds[dsAt + j], r, dh[dhAt + j] * (1f - u));
    }
  }

  /// What R_n was multiplied with is s, not h[t-1].
  @Override
  void addRecurrentGradients(
      GradientProducts products, RecurrentSequence sequence, RecurrentWeights dWeights) {
    int hidden = sequence.shape().hidden();
    Tensor h = sequence.h();
    Tensor saved = sequence.saved();
    Tensor dr = dWeights.weightHh();
    products.addWeights(0, h.data(), h.offset(), hidden, dr, 0, 2 * hidden);
    int s = saved.offset() + 3 * hidden;
    products.addWeights(2 * hidden, saved.data(), s, 4 * hidden, dr, 2 * hidden, 3 * hidden);
    products.addColumnSums(0, dWeights.biasHh(), 0, 3 * hidden);
  }
}
