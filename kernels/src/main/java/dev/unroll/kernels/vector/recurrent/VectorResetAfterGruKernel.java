package dev.unroll.kernels.vector.recurrent;

import static dev.unroll.kernels.shared.Polynomials.*;
import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.UMIN;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.ResetAfterGruKernel;
import dev.unroll.kernels.scalar.ScalarMath;
import dev.unroll.kernels.vector.gemm.PackB;
import dev.unroll.kernels.vector.gemm.ParallelPackB;
import dev.unroll.kernels.vector.math.Activations;
import dev.unroll.kernels.vector.math.VectorMath;
import jdk.incubator.vector.FloatVector;

/// The GRU layer of cuDNN, PyTorch and Keras (reset after the product) in vectors. Equations in
/// [ResetAfterGruKernel].
///
/// Pre-activations have the blocks a_r, a_z, a_n (from the input alone) and q (the recurrent part of
/// the new state); their gradients da_r, da_z, da_n and dq. Blocks of columns: those of r and
/// z together, then those of n.
public final class VectorResetAfterGruKernel extends VectorRecurrentKernel
    implements ResetAfterGruKernel {
  /// The kernel.
  public VectorResetAfterGruKernel() {}

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
    pass.setProduct(0, 0, true, pass.h, pass.hStride);
    pass.setProduct(1, 1, false, pass.h, pass.hStride);
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
    for (int row = 0; row < rows; row += pass.epilogueRows) {
      // 2. r and z
      int some = Math.min(pass.epilogueRows, rows - row);
      int stride = pass.aStride;
      int r = at + row * stride;
      int from = hFrom + row * pass.hStride;
      int to = hTo + row * pass.hStride;
      Activations.sigmoid(some, 2 * hidden, a, r, stride, a, r, stride);
      // 3. n = tanh(a_n + r ⊙ q), h[t] = n + z ⊙ (h[t-1] − n)
      if (hidden < LANES) {
        shortRows(some, hidden, a, r, stride, pass.h, from, to, pass.hStride);
      } else {
        newState(some, hidden, a, r, stride, pass.h, from, to, pass.hStride);
      }
    }
  }

  /// `n = tanh(a_n + r ⊙ q)` in place of `a_n`, and `h[t] = n + z ⊙ (h[t-1] − n)`, which may replace
  /// `h[t-1]`.
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
    FloatVector aN = FloatVector.fromArray(SPECIES, a, at + 2 * hidden);
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
      FloatVector nextN = FloatVector.fromArray(SPECIES, a, gates + column + 2 * hidden);
      FloatVector nextOld = FloatVector.fromArray(SPECIES, h, hFrom + state + column);
      FloatVector v =
          FloatVector.fromArray(SPECIES, a, gate)
              .fma(FloatVector.fromArray(SPECIES, a, gate + 3 * hidden), aN);
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
      FloatVector.fromArray(SPECIES, a, gate + hidden).fma(old.sub(n), n).intoArray(h, hTo + to);
      aN = nextN;
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
        float n = ScalarMath.tanh(Math.fma(a[gate], a[gate + 3 * hidden], a[gate + 2 * hidden]));
        a[gate + 2 * hidden] = n;
        h[hTo + state] = Math.fma(a[gate + hidden], h[hFrom + state] - n, n);
      }
    }
  }

  /// Panels of R_r and R_z together, then of R_n.
  @Override
  int backwardLength(int hidden, int outputs) {
    return PackB.length(2 * hidden, hidden) + PackB.length(hidden, hidden);
  }

  @Override
  void packBackward(RecurrentWeights weights, float[] packed, ParallelPackB packing) {
    int hidden = weights.hidden();
    packPlain(weights.weightHh(), 0, 2 * hidden, packed, 0, packing);
    int next = PackB.length(2 * hidden, hidden);
    packPlain(weights.weightHh(), 2 * hidden, 3 * hidden, packed, next, packing);
  }

  @Override
  void setProducts(BackwardPass pass) {
    int hidden = pass.hidden;
    pass.setProduct(0, 2 * hidden, 0, pass.dh, true);
    pass.setProduct(1, hidden, PackB.length(2 * hidden, hidden), pass.dh, true);
  }

  @Override
  void backwardStep(BackwardPass pass, int t, int row, int rows, int scratchAt) {
    int hidden = pass.hidden;
    int daAt = pass.daAt(t, row);
    // 1. da, and dh[t-1] = dh ⊙ z …
    gateGradients(
        rows,
        hidden,
        pass.saved,
        pass.savedAt(t, row, 4 * hidden),
        pass.h,
        pass.hBefore(t, row),
        pass.hStride,
        pass.dh,
        row * hidden,
        pass.da,
        daAt);
    // 2. … + R_rᵀ da_r + R_zᵀ da_z + R_nᵀ dq
    pass.multiply(0, rows, daAt, row * hidden, scratchAt);
    pass.multiply(1, rows, daAt + 3 * hidden, row * hidden, scratchAt);
  }

  private static void gateGradients(
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
    int gate = 0;
    int before = hAt;
    int state = 0;
    int column = 0;
    for (int left = rows * full; left > 0; left -= LANES) {
      int from = savedAt + gate;
      int to = daAt + gate;
      FloatVector r = FloatVector.fromArray(SPECIES, saved, from);
      FloatVector z = FloatVector.fromArray(SPECIES, saved, from + hidden);
      FloatVector n = FloatVector.fromArray(SPECIES, saved, from + 2 * hidden);
      FloatVector q = FloatVector.fromArray(SPECIES, saved, from + 3 * hidden);
      FloatVector dhj = FloatVector.fromArray(SPECIES, dh, dhAt + state);
      FloatVector daN = dhj.mul(one.sub(z)).mul(n.neg().fma(n, one));
      daN.mul(q).mul(r.mul(one.sub(r))).intoArray(da, to);
      dhj.mul(FloatVector.fromArray(SPECIES, h, before).sub(n))
          .mul(z.mul(one.sub(z)))
          .intoArray(da, to + hidden);
      daN.intoArray(da, to + 2 * hidden);
      daN.mul(r).intoArray(da, to + 3 * hidden);
      dhj.mul(z).intoArray(dh, dhAt + state);
      gate += LANES;
      before += LANES;
      state += LANES;
      column += LANES;
      if (column == full) {
        column = 0;
        gate += 4 * hidden - full;
        before += hStride - full;
        state += hidden - full;
      }
    }
    for (int row = 0; full < hidden && row < rows; row++) {
      for (int j = full; j < hidden; j++) {
        int from = savedAt + row * 4 * hidden + j;
        int to = daAt + row * 4 * hidden + j;
        int at = dhAt + row * hidden + j;
        float r = saved[from];
        float z = saved[from + hidden];
        float n = saved[from + 2 * hidden];
        float dhj = dh[at];
        float daN = dhj * (1f - z) * Math.fma(-n, n, 1f);
        da[to] = daN * saved[from + 3 * hidden] * (r * (1f - r));
        da[to + hidden] = dhj * (h[hAt + row * hStride + j] - n) * (z * (1f - z));
        da[to + 2 * hidden] = daN;
        da[to + 3 * hidden] = daN * r;
        dh[at] = dhj * z;
      }
    }
  }

  /// What reaches R_n and b_hn is dq, not da_n.
  @Override
  void addRecurrentGradients(GradientProducts products, RecurrentWeights dWeights) {
    int hidden = dWeights.hidden();
    Tensor dr = dWeights.weightHh();
    products.addStateWeights(0, dr, 0, 2 * hidden);
    products.addStateWeights(3 * hidden, dr, 2 * hidden, 3 * hidden);
    Tensor ih = dWeights.biasIh();
    Tensor hh = dWeights.biasHh();
    products.addColumnSums(0, ih, hh, 0, 2 * hidden);
    products.addColumnSums(2 * hidden, ih, null, 2 * hidden, 3 * hidden);
    products.addColumnSums(3 * hidden, hh, null, 2 * hidden, 3 * hidden);
  }
}
