package dev.unroll.kernels.vector.recurrent;

import static dev.unroll.kernels.shared.Polynomials.*;
import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.UMIN;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.GruKernel;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.scalar.ScalarMath;
import dev.unroll.kernels.vector.gemm.PackB;
import dev.unroll.kernels.vector.gemm.ParallelPackB;
import dev.unroll.kernels.vector.math.Activations;
import dev.unroll.kernels.vector.math.VectorMath;
import jdk.incubator.vector.FloatVector;

/// The lectures' GRU layer (reset before the product) in vectors. Equations in [GruKernel].
///
/// Blocks of columns: those of r and u together, then those of n, because s = r ⊙ h[t-1] must be there
/// before R_n is multiplied with it. Pre-activations have the blocks r, u, n and s; their gradients
/// da_r, da_u, da_n.
public final class VectorGruKernel extends VectorRecurrentKernel implements GruKernel {
  /// The kernel.
  public VectorGruKernel() {}

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
    pass.setProduct(0, 0, true, pass.h, pass.hStride);
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
    for (int row = 0; row < rows; row += pass.epilogueRows) {
      // 2. r, u and s = r ⊙ h[t-1]
      int some = Math.min(pass.epilogueRows, rows - row);
      int r = at + row * stride;
      Activations.sigmoid(some, 2 * hidden, a, r, stride, a, r, stride);
      reset(some, hidden, a, r, stride, pass.h, hFrom + row * pass.hStride, pass.hStride);
    }
    // 3. a_n = b_n + W_n x[t-1] + R_n s
    pass.multiply(1, first, rows, 2 * hidden, s, n, scratchAt);
    for (int row = 0; row < rows; row += pass.epilogueRows) {
      // 4. n = tanh(a_n), h[t] = h[t-1] + u ⊙ (n − h[t-1])
      int some = Math.min(pass.epilogueRows, rows - row);
      int r = at + row * stride;
      int state = row * pass.hStride;
      int from = hFrom + state;
      int to = hTo + state;
      if (hidden < LANES) {
        shortRows(some, hidden, a, r, stride, pass.h, from, to, pass.hStride);
      } else {
        newState(some, hidden, a, r, stride, pass.h, from, to, pass.hStride);
      }
    }
  }

  /// `s = r ⊙ h`.
  private static void reset(
      int rows, int hidden, float[] a, int at, int stride, float[] h, int hAt, int hStride) {
    int full = SPECIES.loopBound(hidden);
    int r = at;
    int from = hAt;
    int column = 0;
    for (int left = rows * full; left > 0; left -= LANES) {
      FloatVector.fromArray(SPECIES, a, r)
          .mul(FloatVector.fromArray(SPECIES, h, from))
          .intoArray(a, r + 3 * hidden);
      r += LANES;
      from += LANES;
      column += LANES;
      if (column == full) {
        column = 0;
        r += stride - full;
        from += hStride - full;
      }
    }
    for (int row = 0; full < hidden && row < rows; row++) {
      for (int j = full; j < hidden; j++) {
        int gate = at + row * stride + j;
        a[gate + 3 * hidden] = a[gate] * h[hAt + row * hStride + j];
      }
    }
  }

  /// `n = tanh(a_n)` in place, and `h[t] = h[t-1] + u ⊙ (n − h[t-1])`, which may replace `h[t-1]`.
  ///
  /// As in [VectorMath] a row's last vector overlaps the one before it, so what is replaced is read one
  /// vector ahead.
  private static void newState(
      int rows,
      int hidden,
      float[] a,
      int at,
      int stride,
      float[] h,
      int hFrom,
      int hTo,
      int hStride) {
    int last = hidden - LANES;
    int column = 0;
    int gates = at;
    int state = 0;
    FloatVector v = FloatVector.fromArray(SPECIES, a, at + 2 * hidden);
    FloatVector old = FloatVector.fromArray(SPECIES, h, hFrom);
    for (int left = rows * ((hidden + LANES - 1) / LANES); left > 0; left--) {
      int gate = gates + column;
      int to = state + column;
      if (column < last) {
        column = Math.min(column + LANES, last);
      } else if (left > 1) {
        column = 0;
        gates += stride;
        state += hStride;
      }
      FloatVector nextV = FloatVector.fromArray(SPECIES, a, gates + column + 2 * hidden);
      FloatVector nextOld = FloatVector.fromArray(SPECIES, h, hFrom + state + column);
      FloatVector x =
          v.reinterpretAsInts()
              .min(SATURATED_BITS)
              .lanewise(UMIN, TANH_LOW_BITS)
              .reinterpretAsFloats();
      FloatVector bias = FloatVector.broadcast(SPECIES, ROUND_TO_POWER);
      FloatVector rounded = x.fma(FloatVector.broadcast(SPECIES, 2 * LOG2_E), bias);
      FloatVector k = rounded.sub(bias);
      FloatVector y = k.fma(FloatVector.broadcast(SPECIES, MINUS_HALF_LN2), x);
      FloatVector w = y.mul(y);
      FloatVector one = FloatVector.broadcast(SPECIES, 1);
      FloatVector p = w.fma(FloatVector.broadcast(SPECIES, T2), FloatVector.broadcast(SPECIES, T1));
      p = p.fma(w, one);
      FloatVector power =
          rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      FloatVector less = power.sub(one);
      FloatVector more = power.add(one);
      FloatVector t = p.fma(less, y.mul(more)).div(p.fma(more, y.mul(less)));
      FloatVector n = v.blend(t, v.abs().compare(GT, 0));
      n.intoArray(a, gate + 2 * hidden);
      FloatVector.fromArray(SPECIES, a, gate + hidden).fma(n.sub(old), old).intoArray(h, hTo + to);
      v = nextV;
      old = nextOld;
    }
  }

  /// The same, number by number, where a row is shorter than a vector.
  private static void shortRows(
      int rows,
      int hidden,
      float[] a,
      int at,
      int stride,
      float[] h,
      int hFrom,
      int hTo,
      int hStride) {
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < hidden; j++) {
        int gate = at + row * stride + j;
        int state = row * hStride + j;
        float n = ScalarMath.tanh(a[gate + 2 * hidden]);
        float old = h[hFrom + state];
        a[gate + 2 * hidden] = n;
        h[hTo + state] = Math.fma(a[gate + hidden], n - old, old);
      }
    }
  }

  /// Panels of R_n, then of R_r and R_u together.
  @Override
  int backwardLength(int hidden, int outputs) {
    return PackB.length(hidden, hidden) + PackB.length(2 * hidden, hidden);
  }

  @Override
  void packBackward(RecurrentWeights weights, float[] packed, ParallelPackB packing) {
    int hidden = weights.hidden();
    packPlain(weights.weightHh(), 2 * hidden, 3 * hidden, packed, 0, packing);
    packPlain(weights.weightHh(), 0, 2 * hidden, packed, PackB.length(hidden, hidden), packing);
  }

  @Override
  void setProducts(BackwardPass pass) {
    int hidden = pass.hidden;
    pass.setProduct(0, hidden, 0, pass.scratch, false);
    pass.setProduct(1, 2 * hidden, PackB.length(hidden, hidden), pass.dh, true);
  }

  @Override
  void backwardStep(BackwardPass pass, int t, int row, int rows, int scratchAt) {
    int hidden = pass.hidden;
    int daAt = pass.daAt(t, row);
    int savedAt = pass.savedAt(t, row, 4 * hidden);
    int hAt = pass.hBefore(t, row);
    int ds = pass.rowScratch + row * hidden;
    // 1. da_u, da_n
    updateGradients(
        rows,
        hidden,
        pass.saved,
        savedAt,
        pass.h,
        hAt,
        pass.hStride,
        pass.dh,
        row * hidden,
        pass.da,
        daAt);
    // 2. ds = R_nᵀ da_n
    pass.multiply(0, rows, daAt + 2 * hidden, ds, scratchAt);
    // 3. da_r, and dh[t-1] = dh ⊙ (1 − u) + ds ⊙ r …
    resetGradients(
        rows,
        hidden,
        pass.saved,
        savedAt,
        pass.h,
        hAt,
        pass.hStride,
        pass.scratch,
        ds,
        pass.dh,
        row * hidden,
        pass.da,
        daAt);
    // 4. … + R_rᵀ da_r + R_uᵀ da_u
    pass.multiply(1, rows, daAt, row * hidden, scratchAt);
  }

  private static void updateGradients(
      int rows,
      int hidden,
      float[] saved,
      int savedAt,
      float[] h,
      int hAt,
      int hStride,
      float[] dh,
      int dhAt,
      float[] da,
      int daAt) {
    int full = SPECIES.loopBound(hidden);
    FloatVector one = FloatVector.broadcast(SPECIES, 1f);
    int from = savedAt;
    int to = daAt;
    int before = hAt;
    int state = 0;
    int column = 0;
    for (int left = rows * full; left > 0; left -= LANES) {
      FloatVector u = FloatVector.fromArray(SPECIES, saved, from + hidden);
      FloatVector n = FloatVector.fromArray(SPECIES, saved, from + 2 * hidden);
      FloatVector dhj = FloatVector.fromArray(SPECIES, dh, dhAt + state);
      dhj.mul(n.sub(FloatVector.fromArray(SPECIES, h, before)))
          .mul(u.mul(one.sub(u)))
          .intoArray(da, to + hidden);
      dhj.mul(u).mul(n.neg().fma(n, one)).intoArray(da, to + 2 * hidden);
      from += LANES;
      to += LANES;
      before += LANES;
      state += LANES;
      column += LANES;
      if (column == full) {
        column = 0;
        from += 4 * hidden - full;
        to += 3 * hidden - full;
        before += hStride - full;
        state += hidden - full;
      }
    }
    for (int row = 0; full < hidden && row < rows; row++) {
      for (int j = full; j < hidden; j++) {
        float u = saved[savedAt + (4 * row + 1) * hidden + j];
        float n = saved[savedAt + (4 * row + 2) * hidden + j];
        float dhj = dh[dhAt + row * hidden + j];
        float old = h[hAt + row * hStride + j];
        da[daAt + (3 * row + 1) * hidden + j] = dhj * (n - old) * (u * (1f - u));
        da[daAt + (3 * row + 2) * hidden + j] = dhj * u * Math.fma(-n, n, 1f);
      }
    }
  }

  private static void resetGradients(
      int rows,
      int hidden,
      float[] saved,
      int savedAt,
      float[] h,
      int hAt,
      int hStride,
      float[] ds,
      int dsAt,
      float[] dh,
      int dhAt,
      float[] da,
      int daAt) {
    int full = SPECIES.loopBound(hidden);
    FloatVector one = FloatVector.broadcast(SPECIES, 1f);
    int from = savedAt;
    int to = daAt;
    int before = hAt;
    int state = 0;
    int column = 0;
    for (int left = rows * full; left > 0; left -= LANES) {
      FloatVector r = FloatVector.fromArray(SPECIES, saved, from);
      FloatVector u = FloatVector.fromArray(SPECIES, saved, from + hidden);
      FloatVector dsj = FloatVector.fromArray(SPECIES, ds, dsAt + state);
      dsj.mul(FloatVector.fromArray(SPECIES, h, before)).mul(r.mul(one.sub(r))).intoArray(da, to);
      dsj.fma(r, FloatVector.fromArray(SPECIES, dh, dhAt + state).mul(one.sub(u)))
          .intoArray(dh, dhAt + state);
      from += LANES;
      to += LANES;
      before += LANES;
      state += LANES;
      column += LANES;
      if (column == full) {
        column = 0;
        from += 4 * hidden - full;
        to += 3 * hidden - full;
        before += hStride - full;
        state += hidden - full;
      }
    }
    for (int row = 0; full < hidden && row < rows; row++) {
      for (int j = full; j < hidden; j++) {
        float r = saved[savedAt + 4 * row * hidden + j];
        float u = saved[savedAt + (4 * row + 1) * hidden + j];
        float dsj = ds[dsAt + row * hidden + j];
        int at = dhAt + row * hidden + j;
        da[daAt + 3 * row * hidden + j] = dsj * h[hAt + row * hStride + j] * (r * (1f - r));
        dh[at] = Math.fma(dsj, r, dh[at] * (1f - u));
      }
    }
  }

  /// What R_n was multiplied with is s, not h[t-1].
  @Override
  void addRecurrentGradients(GradientProducts products, RecurrentWeights dWeights) {
    int hidden = dWeights.hidden();
    Tensor dr = dWeights.weightHh();
    products.addStateWeights(0, dr, 0, 2 * hidden);
    products.addSavedWeights(2 * hidden, 3 * hidden, dr, 2 * hidden, 3 * hidden);
    products.addColumnSums(0, dWeights.biasIh(), dWeights.biasHh(), 0, 3 * hidden);
  }
}
