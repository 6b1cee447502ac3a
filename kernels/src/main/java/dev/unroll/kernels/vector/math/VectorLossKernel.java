package dev.unroll.kernels.vector.math;

import static dev.unroll.kernels.shared.Polynomials.*;
import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.unroll.kernels.LossKernel;
import dev.unroll.kernels.scalar.ScalarLossKernel;
import jdk.incubator.vector.FloatVector;

/// [LossKernel] on lanes, a loop for each loss: why they share no method is told at [VectorMath]. The
/// numbers past the last whole vector are left to the scalar kernel.
public final class VectorLossKernel implements LossKernel {
  /// The kernel.
  public VectorLossKernel() {}

  private static final ScalarLossKernel REST = new ScalarLossKernel();

  @Override
  public void values(
      Loss loss,
      float delta,
      int length,
      float[] x,
      int xOffset,
      float[] t,
      int tOffset,
      float[] y,
      int yOffset) {
    int end = SPECIES.loopBound(length);
    switch (loss) {
      case SQUARED -> squared(end, x, xOffset, t, tOffset, y, yOffset);
      case ABSOLUTE -> absolute(end, x, xOffset, t, tOffset, y, yOffset);
      case HUBER -> huber(delta, end, x, xOffset, t, tOffset, y, yOffset);
      case BINARY_CROSS_ENTROPY -> crossEntropy(end, x, xOffset, t, tOffset, y, yOffset);
    }
    int rest = length - end;
    REST.values(loss, delta, rest, x, xOffset + end, t, tOffset + end, y, yOffset + end);
  }

  @Override
  public void slopes(
      Loss loss,
      float delta,
      int length,
      float[] x,
      int xOffset,
      float[] t,
      int tOffset,
      float[] y,
      int yOffset) {
    int end = SPECIES.loopBound(length);
    switch (loss) {
      case SQUARED -> squaredSlope(end, x, xOffset, t, tOffset, y, yOffset);
      case ABSOLUTE -> absoluteSlope(end, x, xOffset, t, tOffset, y, yOffset);
      case HUBER -> huberSlope(delta, end, x, xOffset, t, tOffset, y, yOffset);
      case BINARY_CROSS_ENTROPY -> crossEntropySlope(end, x, xOffset, t, tOffset, y, yOffset);
    }
    int rest = length - end;
    REST.slopes(loss, delta, rest, x, xOffset + end, t, tOffset + end, y, yOffset + end);
  }

  private static void squared(int end, float[] x, int xAt, float[] t, int tAt, float[] y, int yAt) {
    for (int i = 0; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector d = v.sub(FloatVector.fromArray(SPECIES, t, tAt + i));
      d.mul(d).intoArray(y, yAt + i);
    }
  }

  private static void squaredSlope(
      int end, float[] x, int xAt, float[] t, int tAt, float[] y, int yAt) {
    for (int i = 0; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      v.sub(FloatVector.fromArray(SPECIES, t, tAt + i)).mul(2).intoArray(y, yAt + i);
    }
  }

  private static void absolute(
      int end, float[] x, int xAt, float[] t, int tAt, float[] y, int yAt) {
    for (int i = 0; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      v.sub(FloatVector.fromArray(SPECIES, t, tAt + i)).abs().intoArray(y, yAt + i);
    }
  }

  private static void absoluteSlope(
      int end, float[] x, int xAt, float[] t, int tAt, float[] y, int yAt) {
    for (int i = 0; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector d = v.sub(FloatVector.fromArray(SPECIES, t, tAt + i));
      d.blend(1, d.compare(GT, 0)).blend(-1, d.compare(LT, 0)).intoArray(y, yAt + i); // or 0, NaN
    }
  }

  private static void huber(
      float delta, int end, float[] x, int xAt, float[] t, int tAt, float[] y, int yAt) {
    float half = 0.5f * delta;
    for (int i = 0; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector d = v.sub(FloatVector.fromArray(SPECIES, t, tAt + i));
      FloatVector size = d.abs();
      FloatVector far = size.sub(half).mul(delta);
      d.mul(0.5f).mul(d).blend(far, size.compare(GT, delta)).intoArray(y, yAt + i);
    }
  }

  private static void huberSlope(
      float delta, int end, float[] x, int xAt, float[] t, int tAt, float[] y, int yAt) {
    for (int i = 0; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector d = v.sub(FloatVector.fromArray(SPECIES, t, tAt + i));
      d = d.blend(-delta, d.compare(LT, -delta)); // a NaN is not below
      d.blend(delta, d.compare(GT, delta)).intoArray(y, yAt + i);
    }
  }

  private static void crossEntropy(
      int end, float[] x, int xAt, float[] t, int tAt, float[] y, int yAt) {
    for (int i = 0; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      // 1. e = e^−|x|, as in VectorMath
      FloatVector a = v.abs().neg();
      a = a.blend(EXP_LOW, a.compare(LT, EXP_LOW));
      FloatVector bias = FloatVector.broadcast(SPECIES, ROUND_TO_SCALED_POWER);
      FloatVector rounded = a.fma(FloatVector.broadcast(SPECIES, LOG2_E), bias);
      FloatVector n = rounded.sub(bias);
      FloatVector r = n.fma(FloatVector.broadcast(SPECIES, MINUS_LN2_HIGH), a);
      r = n.fma(FloatVector.broadcast(SPECIES, MINUS_LN2_LOW), r);
      FloatVector r2 = r.mul(r);
      FloatVector q45 =
          r.fma(FloatVector.broadcast(SPECIES, C5), FloatVector.broadcast(SPECIES, C4));
      FloatVector q = r.fma(FloatVector.broadcast(SPECIES, C7), FloatVector.broadcast(SPECIES, C6));
      q = q.fma(r2, q45);
      q = q.fma(r2, r.fma(FloatVector.broadcast(SPECIES, C3), FloatVector.broadcast(SPECIES, C2)));
      FloatVector p = q.fma(r2, r);
      FloatVector power =
          rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      FloatVector e = p.fma(power, power).mul(UNSCALE);
      // 2. log(1 + e), 1 + e being 1 + f or 2·(1 + f)
      var doubled = e.compare(GT, LOG1P_HIGH);
      FloatVector half = FloatVector.broadcast(SPECIES, 0.5f);
      FloatVector f = e.blend(e.fma(half, half.neg()), doubled);
      FloatVector k = FloatVector.zero(SPECIES).blend(1, doubled);
      FloatVector s = f.div(f.add(2));
      FloatVector z = s.mul(s);
      FloatVector g =
          z.fma(FloatVector.broadcast(SPECIES, LOG_4), FloatVector.broadcast(SPECIES, LOG_3));
      g = g.fma(z, FloatVector.broadcast(SPECIES, LOG_2));
      g = g.fma(z, FloatVector.broadcast(SPECIES, LOG_1)).mul(z);
      FloatVector halfSquare = f.mul(0.5f).mul(f);
      FloatVector low = s.fma(halfSquare.add(g), k.mul(LN2_LOW));
      FloatVector log = k.mul(LN2_HIGH).sub(halfSquare.sub(low).sub(f));
      // 3. max(x, 0) − x·t + log(1 + e)
      FloatVector base = v.blend(0, v.compare(LT, 0));
      FloatVector target = FloatVector.fromArray(SPECIES, t, tAt + i);
      v.neg().fma(target, base).add(log).intoArray(y, yAt + i);
    }
  }

  private static void crossEntropySlope(
      int end, float[] x, int xAt, float[] t, int tAt, float[] y, int yAt) {
    Activations.sigmoid(end, x, xAt, y, yAt);
    for (int i = 0; i < end; i += LANES) {
      FloatVector sigmoid = FloatVector.fromArray(SPECIES, y, yAt + i);
      sigmoid.sub(FloatVector.fromArray(SPECIES, t, tAt + i)).intoArray(y, yAt + i);
    }
  }
}
