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
    float[] a = pass.a;
    // 1. a = b + W x[t-1] + R h[t-1]
    pass.multiply(0, first, rows, 0, hFrom, at, scratchAt);
    for (int row = 0; row < rows; row++) {
      // 2. the gates
      int i = at + row * pass.aStride;
      int g = i + 2 * hidden;
      int o = i + 3 * hidden;
      Activations.sigmoid(2 * hidden, a, i, a, i);
      Activations.tanh(hidden, a, g, a, g);
      Activations.sigmoid(hidden, a, o, a, o);
      // 3. c[t] = f ⊙ c[t-1] + i ⊙ g, h[t] = o ⊙ tanh(c[t])
      int state = row * hidden;
      cellState(hidden, a, i, pass.c, cFrom + state, cTo + state);
      Activations.tanh(hidden, pass.c, cTo + state, pass.h, hTo + state);
      multiply(hidden, a, o, pass.h, hTo + state);
    }
  }

  private static void cellState(int hidden, float[] a, int at, float[] c, int cFrom, int cTo) {
    int f = at + hidden;
    int g = at + 2 * hidden;
    int full = SPECIES.loopBound(hidden);
    for (int j = 0; j < full; j += LANES) {
      FloatVector candidate =
          FloatVector.fromArray(SPECIES, a, at + j).mul(FloatVector.fromArray(SPECIES, a, g + j));
      FloatVector.fromArray(SPECIES, a, f + j)
          .fma(FloatVector.fromArray(SPECIES, c, cFrom + j), candidate)
          .intoArray(c, cTo + j);
    }
    for (int j = full; j < hidden; j++) {
      c[cTo + j] = Math.fma(a[f + j], c[cFrom + j], a[at + j] * a[g + j]);
    }
  }

  /// `y ⊙= x`.
  private static void multiply(int length, float[] x, int xAt, float[] y, int yAt) {
    int full = SPECIES.loopBound(length);
    for (int j = 0; j < full; j += LANES) {
      FloatVector.fromArray(SPECIES, x, xAt + j)
          .mul(FloatVector.fromArray(SPECIES, y, yAt + j))
          .intoArray(y, yAt + j);
    }
    for (int j = full; j < length; j++) {
      y[yAt + j] = x[xAt + j] * y[yAt + j];
    }
  }

  @Override
  void backwardStep(BackwardPass pass, int t, int row, int rows, int scratchAt) {
    int hidden = pass.hidden;
    int first = t * pass.batch + row;
    for (int m = 0; m < rows; m++) {
      int before = (first + m) * hidden;
      int after = before + pass.batch * hidden;
      int state = (row + m) * hidden;
      // 1. tanh(c[t]), kept where da will stand
      int daAt = (first + m) * 4 * hidden;
      Activations.tanh(hidden, pass.c, pass.cOffset + after, pass.da, daAt);
      // 2. da and dc[t-1]
      gateGradients(
          hidden,
          pass.saved,
          pass.savedOffset + (first + m) * 4 * hidden,
          pass.c,
          pass.cOffset + before,
          pass.dh,
          pass.dc,
          state,
          pass.da,
          daAt);
    }
    // 3. dh[t-1] = Rᵀ da
    pass.multiply(0, rows, first * 4 * hidden, row * hidden, scratchAt);
  }

  private static void gateGradients(
      int hidden,
      float[] saved,
      int at,
      float[] c,
      int cAt,
      float[] dh,
      float[] dc,
      int stateAt,
      float[] da,
      int daAt) {
    int full = SPECIES.loopBound(hidden);
    FloatVector one = FloatVector.broadcast(SPECIES, 1f);
    for (int j = 0; j < full; j += LANES) {
      FloatVector i = FloatVector.fromArray(SPECIES, saved, at + j);
      FloatVector f = FloatVector.fromArray(SPECIES, saved, at + hidden + j);
      FloatVector g = FloatVector.fromArray(SPECIES, saved, at + 2 * hidden + j);
      FloatVector o = FloatVector.fromArray(SPECIES, saved, at + 3 * hidden + j);
      FloatVector tanhC = FloatVector.fromArray(SPECIES, da, daAt + j);
      FloatVector dhj = FloatVector.fromArray(SPECIES, dh, stateAt + j);
      FloatVector dcj =
          dhj.mul(o)
              .fma(tanhC.neg().fma(tanhC, one), FloatVector.fromArray(SPECIES, dc, stateAt + j));
      dcj.mul(g).mul(i.mul(one.sub(i))).intoArray(da, daAt + j);
      dcj.mul(FloatVector.fromArray(SPECIES, c, cAt + j))
          .mul(f.mul(one.sub(f)))
          .intoArray(da, daAt + hidden + j);
      dcj.mul(i).mul(g.neg().fma(g, one)).intoArray(da, daAt + 2 * hidden + j);
      dhj.mul(tanhC).mul(o.mul(one.sub(o))).intoArray(da, daAt + 3 * hidden + j);
      dcj.mul(f).intoArray(dc, stateAt + j);
    }
    for (int j = full; j < hidden; j++) {
      float i = saved[at + j];
      float f = saved[at + hidden + j];
      float g = saved[at + 2 * hidden + j];
      float o = saved[at + 3 * hidden + j];
      float tanhC = da[daAt + j];
      float dhj = dh[stateAt + j];
      float dcj = Math.fma(dhj * o, Math.fma(-tanhC, tanhC, 1f), dc[stateAt + j]);
      da[daAt + j] = dcj * g * (i * (1f - i));
      da[daAt + hidden + j] = dcj * c[cAt + j] * (f * (1f - f));
      da[daAt + 2 * hidden + j] = dcj * i * Math.fma(-g, g, 1f);
      da[daAt + 3 * hidden + j] = dhj * tanhC * (o * (1f - o));
      dc[stateAt + j] = dcj * f;
    }
  }
}
