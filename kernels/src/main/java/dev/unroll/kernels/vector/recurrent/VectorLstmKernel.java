package dev.unroll.kernels.vector.recurrent;

import static dev.unroll.kernels.shared.Polynomials.*;
import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.UMIN;

import dev.unroll.kernels.LstmKernel;
import dev.unroll.kernels.scalar.ScalarMath;
import dev.unroll.kernels.vector.math.Activations;
import dev.unroll.kernels.vector.math.VectorMath;
import jdk.incubator.vector.FloatVector;

/// The LSTM layer in vectors. Equations in [LstmKernel].
///
/// The sigmoids of the gates run over whole blocks of a row before the state update, whose two loops
/// hold a tanh each: one polynomial a loop keeps every loop's code small enough to be inlined in full.
public final class VectorLstmKernel extends VectorRecurrentKernel implements LstmKernel {
  /// The kernel.
  public VectorLstmKernel() {}

  @Override
  int gates() {
    return 4;
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
    int stride = pass.aStride;
    float[] a = pass.a;
    // 1. a = b + W x[t-1] + R h[t-1]
    pass.multiply(0, first, rows, 0, hFrom, at, scratchAt);
    for (int row = 0; row < rows; row += pass.epilogueRows) {
      // 2. the gates i, f and o
      int some = Math.min(pass.epilogueRows, rows - row);
      int i = at + row * stride;
      int o = i + 3 * hidden;
      Activations.sigmoid(some, 2 * hidden, a, i, stride, a, i, stride);
      Activations.sigmoid(some, hidden, a, o, stride, a, o, stride);
      // 3. c[t] = f ⊙ c[t-1] + i ⊙ tanh(a_g), h[t] = o ⊙ tanh(c[t])
      int from = cFrom + row * hidden;
      int to = cTo + row * hidden;
      int hAt = hTo + row * pass.hStride;
      if (hidden < LANES) {
        shortRows(some, hidden, a, i, stride, pass.c, from, to, pass.h, hAt, pass.hStride);
      } else {
        cellState(some, hidden, a, i, stride, pass.c, from, to);
        hiddenState(some, hidden, a, o, stride, pass.c, to, pass.h, hAt, pass.hStride);
      }
    }
  }

  /// `g = tanh(a_g)` in place, and `c[t] = f ⊙ c[t-1] + i ⊙ g`, which may replace `c[t-1]`.
  ///
  /// As in [VectorMath] a row's last vector overlaps the one before it, so what is replaced is read one
  /// vector ahead.
  private static void cellState(
      int rows, int hidden, float[] a, int at, int stride, float[] c, int cFrom, int cTo) {
    int last = hidden - LANES;
    int column = 0;
    int gates = at;
    int state = 0;
    FloatVector aG = FloatVector.fromArray(SPECIES, a, at + 2 * hidden);
    FloatVector old = FloatVector.fromArray(SPECIES, c, cFrom);
    for (int left = rows * ((hidden + LANES - 1) / LANES); left > 0; left--) {
      int gate = gates + column;
      int to = state + column;
      if (column < last) {
        column = Math.min(column + LANES, last);
      } else if (left > 1) {
        column = 0;
        gates += stride;
        state += hidden;
      }
      FloatVector nextG = FloatVector.fromArray(SPECIES, a, gates + column + 2 * hidden);
      FloatVector nextOld = FloatVector.fromArray(SPECIES, c, cFrom + state + column);
      FloatVector x =
          aG.reinterpretAsInts()
              .min(SATURATED_BITS)
              .lanewise(UMIN, TANH_LOW_BITS)
              .reinterpretAsFloats();
      FloatVector bias = FloatVector.broadcast(SPECIES, ROUND_TO_POWER);
      FloatVector rounded = x.fma(FloatVector.broadcast(SPECIES, 2 * LOG2_E), bias);
      FloatVector k = rounded.sub(bias);
      FloatVector y = k.fma(FloatVector.broadcast(SPECIES, MINUS_HALF_LN2), x);
      FloatVector z = y.mul(y);
      FloatVector one = FloatVector.broadcast(SPECIES, 1);
      FloatVector p = z.fma(FloatVector.broadcast(SPECIES, T2), FloatVector.broadcast(SPECIES, T1));
      p = p.fma(z, one);
      FloatVector power =
          rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      FloatVector less = power.sub(one);
      FloatVector more = power.add(one);
      FloatVector t = p.fma(less, y.mul(more)).div(p.fma(more, y.mul(less)));
      FloatVector g = aG.blend(t, aG.abs().compare(GT, 0));
      g.intoArray(a, gate + 2 * hidden);
      FloatVector.fromArray(SPECIES, a, gate + hidden)
          .fma(old, FloatVector.fromArray(SPECIES, a, gate).mul(g))
          .intoArray(c, cTo + to);
      aG = nextG;
      old = nextOld;
    }
  }

  /// `h[t] = o ⊙ tanh(c[t])`.
  private static void hiddenState(
      int rows,
      int hidden,
      float[] a,
      int oAt,
      int stride,
      float[] c,
      int cAt,
      float[] h,
      int hAt,
      int hStride) {
    int last = hidden - LANES;
    int column = 0;
    int o = oAt;
    int state = cAt;
    int to = hAt;
    for (int left = rows * ((hidden + LANES - 1) / LANES); left > 0; left--) {
      FloatVector cell = FloatVector.fromArray(SPECIES, c, state + column);
      FloatVector x =
          cell.reinterpretAsInts()
              .min(SATURATED_BITS)
              .lanewise(UMIN, TANH_LOW_BITS)
              .reinterpretAsFloats();
      FloatVector bias = FloatVector.broadcast(SPECIES, ROUND_TO_POWER);
      FloatVector rounded = x.fma(FloatVector.broadcast(SPECIES, 2 * LOG2_E), bias);
      FloatVector k = rounded.sub(bias);
      FloatVector y = k.fma(FloatVector.broadcast(SPECIES, MINUS_HALF_LN2), x);
      FloatVector z = y.mul(y);
      FloatVector one = FloatVector.broadcast(SPECIES, 1);
      FloatVector p = z.fma(FloatVector.broadcast(SPECIES, T2), FloatVector.broadcast(SPECIES, T1));
      p = p.fma(z, one);
      FloatVector power =
          rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      FloatVector less = power.sub(one);
      FloatVector more = power.add(one);
      FloatVector t = p.fma(less, y.mul(more)).div(p.fma(more, y.mul(less)));
      FloatVector.fromArray(SPECIES, a, o + column)
          .mul(cell.blend(t, cell.abs().compare(GT, 0)))
          .intoArray(h, to + column);
      if (column < last) {
        column = Math.min(column + LANES, last);
      } else {
        column = 0;
        o += stride;
        state += hidden;
        to += hStride;
      }
    }
  }

  /// All of a step's equations after the product, number by number, where a row is shorter than a vector.
  private static void shortRows(
      int rows,
      int hidden,
      float[] a,
      int at,
      int stride,
      float[] c,
      int cFrom,
      int cTo,
      float[] h,
      int hTo,
      int hStride) {
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < hidden; j++) {
        int i = at + row * stride + j;
        int state = row * hidden + j;
        float g = ScalarMath.tanh(a[i + 2 * hidden]);
        float cell = Math.fma(a[i + hidden], c[cFrom + state], a[i] * g);
        a[i + 2 * hidden] = g;
        c[cTo + state] = cell;
        h[hTo + row * hStride + j] = a[i + 3 * hidden] * ScalarMath.tanh(cell);
      }
    }
  }

  @Override
  void backwardStep(BackwardPass pass, int t, int row, int rows, int scratchAt) {
    int hidden = pass.hidden;
    for (int m = 0; m < rows; m += pass.epilogueRows) {
      int some = Math.min(pass.epilogueRows, rows - m);
      int savedAt = pass.savedAt(t, row + m, 4 * hidden);
      int daAt = pass.daAt(t, row + m);
      // 1. da and dc[t-1]
      gateGradients(
          some,
          hidden,
          pass.saved,
          savedAt,
          pass.c,
          pass.cBefore(t, row + m),
          pass.cAfter(t, row + m),
          pass.dh,
          pass.dc,
          (row + m) * hidden,
          pass.da,
          daAt);
    }
    // 2. dh[t-1] = Rᵀ da
    pass.multiply(0, rows, pass.daAt(t, row), row * hidden, scratchAt);
  }

  /// As in [VectorMath] a row's last vector overlaps the one before it, so `dc`, which is replaced, is
  /// read one vector ahead.
  private static void gateGradients(
      int rows,
      int hidden,
      float[] saved,
      int savedAt,
      float[] c,
      int before,
      int after,
      float[] dh,
      float[] dc,
      int stateAt,
      float[] da,
      int daAt) {
    if (hidden < LANES) {
      shortGradients(rows, hidden, saved, savedAt, c, before, after, dh, dc, stateAt, da, daAt);
      return;
    }
    int last = hidden - LANES;
    int column = 0;
    int gates = 0;
    int states = 0;
    FloatVector dcNext = FloatVector.fromArray(SPECIES, dc, stateAt);
    for (int left = rows * ((hidden + LANES - 1) / LANES); left > 0; left--) {
      int from = savedAt + gates + column;
      int to = daAt + gates + column;
      int state = states + column;
      if (column < last) {
        column = Math.min(column + LANES, last);
      } else if (left > 1) {
        column = 0;
        gates += 4 * hidden;
        states += hidden;
      }
      FloatVector dcOld = dcNext;
      dcNext = FloatVector.fromArray(SPECIES, dc, stateAt + states + column);
      FloatVector cell = FloatVector.fromArray(SPECIES, c, after + state);
      FloatVector x =
          cell.reinterpretAsInts()
              .min(SATURATED_BITS)
              .lanewise(UMIN, TANH_LOW_BITS)
              .reinterpretAsFloats();
      FloatVector bias = FloatVector.broadcast(SPECIES, ROUND_TO_POWER);
      FloatVector rounded = x.fma(FloatVector.broadcast(SPECIES, 2 * LOG2_E), bias);
      FloatVector k = rounded.sub(bias);
      FloatVector y = k.fma(FloatVector.broadcast(SPECIES, MINUS_HALF_LN2), x);
      FloatVector z = y.mul(y);
      FloatVector one = FloatVector.broadcast(SPECIES, 1);
      FloatVector p = z.fma(FloatVector.broadcast(SPECIES, T2), FloatVector.broadcast(SPECIES, T1));
      p = p.fma(z, one);
      FloatVector power =
          rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      FloatVector less = power.sub(one);
      FloatVector more = power.add(one);
      FloatVector t = p.fma(less, y.mul(more)).div(p.fma(more, y.mul(less)));
      FloatVector tanhC = cell.blend(t, cell.abs().compare(GT, 0));
      FloatVector i = FloatVector.fromArray(SPECIES, saved, from);
      FloatVector f = FloatVector.fromArray(SPECIES, saved, from + hidden);
      FloatVector g = FloatVector.fromArray(SPECIES, saved, from + 2 * hidden);
      FloatVector o = FloatVector.fromArray(SPECIES, saved, from + 3 * hidden);
      FloatVector dhj = FloatVector.fromArray(SPECIES, dh, stateAt + state);
      FloatVector dcj = dhj.mul(o).fma(tanhC.neg().fma(tanhC, one), dcOld);
      dcj.mul(g).mul(i.mul(one.sub(i))).intoArray(da, to);
      dcj.mul(FloatVector.fromArray(SPECIES, c, before + state))
          .mul(f.mul(one.sub(f)))
          .intoArray(da, to + hidden);
      dcj.mul(i).mul(g.neg().fma(g, one)).intoArray(da, to + 2 * hidden);
      dhj.mul(tanhC).mul(o.mul(one.sub(o))).intoArray(da, to + 3 * hidden);
      dcj.mul(f).intoArray(dc, stateAt + state);
    }
  }

  /// The same, number by number, where a row is shorter than a vector.
  private static void shortGradients(
      int rows,
      int hidden,
      float[] saved,
      int savedAt,
      float[] c,
      int before,
      int after,
      float[] dh,
      float[] dc,
      int stateAt,
      float[] da,
      int daAt) {
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < hidden; j++) {
        int from = savedAt + row * 4 * hidden + j;
        int to = daAt + row * 4 * hidden + j;
        int cell = row * hidden + j;
        int state = stateAt + cell;
        float i = saved[from];
        float f = saved[from + hidden];
        float g = saved[from + 2 * hidden];
        float o = saved[from + 3 * hidden];
        float tanhC = ScalarMath.tanh(c[after + cell]);
        float dhj = dh[state];
        float dcj = Math.fma(dhj * o, Math.fma(-tanhC, tanhC, 1f), dc[state]);
        da[to] = dcj * g * (i * (1f - i));
        da[to + hidden] = dcj * c[before + cell] * (f * (1f - f));
        da[to + 2 * hidden] = dcj * i * Math.fma(-g, g, 1f);
        da[to + 3 * hidden] = dhj * tanhC * (o * (1f - o));
        dc[state] = dcj * f;
      }
    }
  }
}
