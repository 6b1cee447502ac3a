package dev.unroll.kernels.vector;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import dev.unroll.kernels.LstmKernel;
import jdk.incubator.vector.FloatVector;

/// The LSTM layer in vectors. Equations in [LstmKernel].
///
/// The gates' activations run over whole blocks of a row before the state update reads them: one
/// polynomial a loop keeps every loop's code small enough to be inlined in full.
final class VectorLstmKernel extends VectorRecurrentKernel implements LstmKernel {
  @Override
  int gates() {
    return 4;
  }

  @Override
  void setProducts(ForwardPass pass) {
    pass.setProduct(0, 0, true, pass.h, pass.hidden);
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
      // 2. the gates
      int some = Math.min(pass.epilogueRows, rows - row);
      int i = at + row * stride;
      int g = i + 2 * hidden;
      int o = i + 3 * hidden;
      Activations.sigmoid(some, 2 * hidden, a, i, stride, a, i, stride);
      Activations.tanh(some, hidden, a, g, stride, a, g, stride);
      Activations.sigmoid(some, hidden, a, o, stride, a, o, stride);
      // 3. c[t] = f ⊙ c[t-1] + i ⊙ g, h[t] = o ⊙ tanh(c[t])
      int state = row * hidden;
      cellState(some, hidden, a, i, stride, pass.c, cFrom + state, cTo + state);
      Activations.tanh(some * hidden, pass.c, cTo + state, pass.h, hTo + state);
      multiply(some, hidden, a, o, stride, pass.h, hTo + state);
    }
  }

  private static void cellState(
      int rows, int hidden, float[] a, int at, int stride, float[] c, int cFrom, int cTo) {
    int full = SPECIES.loopBound(hidden);
    int i = at;
    int state = 0;
    int column = 0;
    for (int left = rows * full; left > 0; left -= LANES) {
      FloatVector candidate =
          FloatVector.fromArray(SPECIES, a, i)
              .mul(FloatVector.fromArray(SPECIES, a, i + 2 * hidden));
      FloatVector.fromArray(SPECIES, a, i + hidden)
          .fma(FloatVector.fromArray(SPECIES, c, cFrom + state), candidate)
          .intoArray(c, cTo + state);
      i += LANES;
      state += LANES;
      column += LANES;
      if (column == full) {
        column = 0;
        i += stride - full;
        state += hidden - full;
      }
    }
    for (int row = 0; full < hidden && row < rows; row++) {
      for (int j = full; j < hidden; j++) {
        int gate = at + row * stride + j;
        float candidate = a[gate] * a[gate + 2 * hidden];
        int cell = row * hidden + j;
        c[cTo + cell] = Math.fma(a[gate + hidden], c[cFrom + cell], candidate);
      }
    }
  }

  /// `h ⊙= o`.
  private static void multiply(
      int rows, int hidden, float[] a, int oAt, int stride, float[] h, int hAt) {
    int full = SPECIES.loopBound(hidden);
    int o = oAt;
    int to = hAt;
    int column = 0;
    for (int left = rows * full; left > 0; left -= LANES) {
      FloatVector.fromArray(SPECIES, a, o)
          .mul(FloatVector.fromArray(SPECIES, h, to))
          .intoArray(h, to);
      o += LANES;
      to += LANES;
      column += LANES;
      if (column == full) {
        column = 0;
        o += stride - full;
        to += hidden - full;
      }
    }
    for (int row = 0; full < hidden && row < rows; row++) {
      for (int j = full; j < hidden; j++) {
        h[hAt + row * hidden + j] *= a[oAt + row * stride + j];
      }
    }
  }

  @Override
  void backwardStep(BackwardPass pass, int t, int row, int rows, int scratchAt) {
    int hidden = pass.hidden;
    int first = t * pass.batch + row;
    int step = pass.batch * hidden;
    for (int m = 0; m < rows; m += pass.epilogueRows) {
      int some = Math.min(pass.epilogueRows, rows - m);
      int before = pass.cOffset + (first + m) * hidden;
      int savedAt = pass.savedOffset + (first + m) * 4 * hidden;
      int daAt = pass.daAt(t, row + m);
      // 1. tanh(c[t]), kept where da will stand
      Activations.tanh(some, hidden, pass.c, before + step, hidden, pass.da, daAt, 4 * hidden);
      // 2. da and dc[t-1]
      gateGradients(
          some,
          hidden,
          pass.saved,
          savedAt,
          pass.c,
          before,
          pass.dh,
          pass.dc,
          (row + m) * hidden,
          pass.da,
          daAt);
    }
    // 3. dh[t-1] = Rᵀ da
    pass.multiply(0, rows, pass.daAt(t, row), row * hidden, scratchAt);
  }

  private static void gateGradients(
      int rows,
      int hidden,
      float[] saved,
      int savedAt,
      float[] c,
      int cAt,
      float[] dh,
      float[] dc,
      int stateAt,
      float[] da,
      int daAt) {
    int full = SPECIES.loopBound(hidden);
    FloatVector one = FloatVector.broadcast(SPECIES, 1f);
    int gate = 0;
    int cell = 0;
    int column = 0;
    for (int left = rows * full; left > 0; left -= LANES) {
      int from = savedAt + gate;
      int to = daAt + gate;
      int state = stateAt + cell;
      FloatVector i = FloatVector.fromArray(SPECIES, saved, from);
      FloatVector f = FloatVector.fromArray(SPECIES, saved, from + hidden);
      FloatVector g = FloatVector.fromArray(SPECIES, saved, from + 2 * hidden);
      FloatVector o = FloatVector.fromArray(SPECIES, saved, from + 3 * hidden);
      FloatVector tanhC = FloatVector.fromArray(SPECIES, da, to);
      FloatVector dhj = FloatVector.fromArray(SPECIES, dh, state);
      FloatVector dcj =
          dhj.mul(o).fma(tanhC.neg().fma(tanhC, one), FloatVector.fromArray(SPECIES, dc, state));
      dcj.mul(g).mul(i.mul(one.sub(i))).intoArray(da, to);
      dcj.mul(FloatVector.fromArray(SPECIES, c, cAt + cell))
          .mul(f.mul(one.sub(f)))
          .intoArray(da, to + hidden);
      dcj.mul(i).mul(g.neg().fma(g, one)).intoArray(da, to + 2 * hidden);
      dhj.mul(tanhC).mul(o.mul(one.sub(o))).intoArray(da, to + 3 * hidden);
      dcj.mul(f).intoArray(dc, state);
      gate += LANES;
      cell += LANES;
      column += LANES;
      if (column == full) {
        column = 0;
        gate += 4 * hidden - full;
        cell += hidden - full;
      }
    }
    for (int row = 0; full < hidden && row < rows; row++) {
      for (int j = full; j < hidden; j++) {
        int from = savedAt + row * 4 * hidden + j;
        int to = daAt + row * 4 * hidden + j;
        int state = stateAt + row * hidden + j;
        float i = saved[from];
        float f = saved[from + hidden];
        float g = saved[from + 2 * hidden];
        float o = saved[from + 3 * hidden];
        float tanhC = da[to];
        float dhj = dh[state];
        float dcj = Math.fma(dhj * o, Math.fma(-tanhC, tanhC, 1f), dc[state]);
        da[to] = dcj * g * (i * (1f - i));
        da[to + hidden] = dcj * c[cAt + row * hidden + j] * (f * (1f - f));
        da[to + 2 * hidden] = dcj * i * Math.fma(-g, g, 1f);
        da[to + 3 * hidden] = dhj * tanhC * (o * (1f - o));
        dc[state] = dcj * f;
      }
    }
  }
}
