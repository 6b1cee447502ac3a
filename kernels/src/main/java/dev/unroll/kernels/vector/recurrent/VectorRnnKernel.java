package dev.unroll.kernels.vector.recurrent;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import dev.unroll.kernels.RnnKernel;
import dev.unroll.kernels.vector.math.Activations;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// The simple recurrent layer in vectors. Equations in [RnnKernel].
public final class VectorRnnKernel extends VectorRecurrentKernel implements RnnKernel {
  private final boolean relu;

  /// The layer with φ = ReLU, or else tanh.
  public VectorRnnKernel(boolean relu) {
    this.relu = relu;
  }

  @Override
  public String cell() {
    return relu ? "rnn-relu" : "rnn-tanh";
  }

  @Override
  int gates() {
    return 1;
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
    // 1. a = b + W x[t-1] + R h[t-1]
    pass.multiply(0, first, rows, 0, hFrom, at, scratchAt);
    // 2. h[t] = φ(a); rows without a gap are one range
    boolean dense = pass.aStride == hidden && pass.hStride == hidden;
    int ranges = dense ? 1 : rows;
    int length = dense ? rows * hidden : hidden;
    for (int row = 0; row < ranges; row++) {
      int from = at + row * pass.aStride;
      int to = hTo + row * pass.hStride;
      if (relu) {
        Activations.relu(length, pass.a, from, pass.h, to);
      } else {
        Activations.tanh(length, pass.a, from, pass.h, to);
      }
    }
  }

  @Override
  void backwardStep(BackwardPass pass, int t, int row, int rows, int scratchAt) {
    int hidden = pass.hidden;
    int daAt = pass.daAt(t, row);
    int hAt = pass.hAfter(t, row);
    int dhAt = row * hidden;
    // 1. da = dh ⊙ φ'(a); rows without a gap are one range
    boolean dense = pass.hStride == hidden;
    int ranges = dense ? 1 : rows;
    int length = dense ? rows * hidden : hidden;
    for (int m = 0; m < ranges; m++) {
      int h = hAt + m * pass.hStride;
      int d = m * hidden;
      if (relu) {
        reluBackward(length, pass.h, h, pass.dh, dhAt + d, pass.da, daAt + d);
      } else {
        tanhBackward(length, pass.h, h, pass.dh, dhAt + d, pass.da, daAt + d);
      }
    }
    // 2. dh[t-1] = Rᵀ da
    pass.multiply(0, rows, daAt, dhAt, scratchAt);
  }

  private static void tanhBackward(
      int length, float[] h, int hAt, float[] dh, int dhAt, float[] da, int daAt) {
    int full = SPECIES.loopBound(length);
    for (int i = 0; i < full; i += LANES) {
      FloatVector y = FloatVector.fromArray(SPECIES, h, hAt + i);
      FloatVector slope = y.neg().fma(y, FloatVector.broadcast(SPECIES, 1f));
      FloatVector.fromArray(SPECIES, dh, dhAt + i).mul(slope).intoArray(da, daAt + i);
    }
    for (int i = full; i < length; i++) {
      da[daAt + i] = dh[dhAt + i] * Math.fma(-h[hAt + i], h[hAt + i], 1f);
    }
  }

  private static void reluBackward(
      int length, float[] h, int hAt, float[] dh, int dhAt, float[] da, int daAt) {
    int full = SPECIES.loopBound(length);
    for (int i = 0; i < full; i += LANES) {
      FloatVector y = FloatVector.fromArray(SPECIES, h, hAt + i);
      FloatVector dy = FloatVector.fromArray(SPECIES, dh, dhAt + i);
      FloatVector.zero(SPECIES)
          .blend(dy, y.compare(VectorOperators.GT, 0f))
          .intoArray(da, daAt + i);
    }
    for (int i = full; i < length; i++) {
      da[daAt + i] = h[hAt + i] > 0f ? dh[dhAt + i] : 0f;
    }
  }
}
