package dev.unroll.kernels.vector.math;

import static dev.unroll.kernels.shared.Polynomials.*;
import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;

/// [dev.unroll.kernels.scalar.ScalarGelu] on arrays, the whole vectors that begin below `end`; written
/// out twice for the reason that [VectorMath] gives.
final class VectorGelu {
  private VectorGelu() {}

  /// `y = x·Φ(x)`.
  static void value(int end, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector t = v.abs();
      t = t.blend(GELU_HIGH, t.compare(GT, GELU_HIGH));
      // 1. e = 2⁶⁴·e^(−t²/2)
      FloatVector square = t.mul(t);
      FloatVector rest = t.fma(t, square.neg());
      FloatVector a = square.mul(-0.5f);
      FloatVector bias = FloatVector.broadcast(SPECIES, ROUND_TO_SCALED_POWER);
      FloatVector rounded = a.fma(FloatVector.broadcast(SPECIES, LOG2_E), bias);
      FloatVector k = rounded.sub(bias);
      FloatVector r = k.fma(FloatVector.broadcast(SPECIES, MINUS_LN2_HIGH), a);
      r = k.fma(FloatVector.broadcast(SPECIES, MINUS_LN2_LOW), r);
      r = rest.fma(FloatVector.broadcast(SPECIES, -0.5f), r);
      FloatVector z = r.mul(r);
      FloatVector p45 =
          r.fma(FloatVector.broadcast(SPECIES, C5), FloatVector.broadcast(SPECIES, C4));
      FloatVector p = r.fma(FloatVector.broadcast(SPECIES, C7), FloatVector.broadcast(SPECIES, C6));
      p = p.fma(z, p45);
      p = p.fma(z, r.fma(FloatVector.broadcast(SPECIES, C3), FloatVector.broadcast(SPECIES, C2)));
      p = p.fma(z, r);
      FloatVector power =
          rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      FloatVector e = p.fma(power, power);
      // 2. the tail's polynomial
      FloatVector d = t.add(3);
      FloatVector dLow = t.sub(d.sub(3));
      FloatVector one = FloatVector.broadcast(SPECIES, 1);
      FloatVector w = one.div(d);
      FloatVector minusW = w.neg();
      FloatVector wLow = minusW.fma(dLow, minusW.fma(d, one)).mul(w);
      FloatVector six = FloatVector.broadcast(SPECIES, -6);
      FloatVector u = wLow.fma(six, w.fma(six, one));
      FloatVector q =
          u.fma(FloatVector.broadcast(SPECIES, TAIL_10), FloatVector.broadcast(SPECIES, TAIL_9));
      q = q.fma(u, FloatVector.broadcast(SPECIES, TAIL_8));
      q = q.fma(u, FloatVector.broadcast(SPECIES, TAIL_7));
      q = q.fma(u, FloatVector.broadcast(SPECIES, TAIL_6));
      q = q.fma(u, FloatVector.broadcast(SPECIES, TAIL_5));
      q = q.fma(u, FloatVector.broadcast(SPECIES, TAIL_4));
      q = q.fma(u, FloatVector.broadcast(SPECIES, TAIL_3));
      q = q.fma(u, FloatVector.broadcast(SPECIES, TAIL_2));
      q = q.fma(u, FloatVector.broadcast(SPECIES, TAIL_1));
      q = q.fma(u, FloatVector.broadcast(SPECIES, TAIL_0));
      FloatVector tail = w.fma(q, wLow.mul(q));
      // 3. max(0, x) − t·Q(t)
      FloatVector base = v.blend(0, v.compare(LT, 0));
      FloatVector product = e.mul(tail).mul(t);
      product.fma(FloatVector.broadcast(SPECIES, -UNSCALE), base).intoArray(y, yAt + i);
    }
  }

  /// `dx ← fma(dy, Φ(x) + x·φ(x), dx)`.
  static void backward(int end, float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt) {
    for (int i = 0; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector t = v.abs();
      t = t.blend(GELU_HIGH, t.compare(GT, GELU_HIGH));
      // 1. e = 2⁶⁴·e^(−t²/2)
      FloatVector square = t.mul(t);
      FloatVector rest = t.fma(t, square.neg());
      FloatVector a = square.mul(-0.5f);
      FloatVector bias = FloatVector.broadcast(SPECIES, ROUND_TO_SCALED_POWER);
      FloatVector rounded = a.fma(FloatVector.broadcast(SPECIES, LOG2_E), bias);
      FloatVector k = rounded.sub(bias);
      FloatVector r = k.fma(FloatVector.broadcast(SPECIES, MINUS_LN2_HIGH), a);
      r = k.fma(FloatVector.broadcast(SPECIES, MINUS_LN2_LOW), r);
      r = rest.fma(FloatVector.broadcast(SPECIES, -0.5f), r);
      FloatVector z = r.mul(r);
      FloatVector p45 =
          r.fma(FloatVector.broadcast(SPECIES, C5), FloatVector.broadcast(SPECIES, C4));
      FloatVector p = r.fma(FloatVector.broadcast(SPECIES, C7), FloatVector.broadcast(SPECIES, C6));
      p = p.fma(z, p45);
      p = p.fma(z, r.fma(FloatVector.broadcast(SPECIES, C3), FloatVector.broadcast(SPECIES, C2)));
      p = p.fma(z, r);
      FloatVector power =
          rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      FloatVector e = p.fma(power, power);
      // 2. the tail's polynomial
      FloatVector d = t.add(3);
      FloatVector dLow = t.sub(d.sub(3));
      FloatVector one = FloatVector.broadcast(SPECIES, 1);
      FloatVector w = one.div(d);
      FloatVector minusW = w.neg();
      FloatVector wLow = minusW.fma(dLow, minusW.fma(d, one)).mul(w);
      FloatVector six = FloatVector.broadcast(SPECIES, -6);
      FloatVector u = wLow.fma(six, w.fma(six, one));
      FloatVector q =
          u.fma(FloatVector.broadcast(SPECIES, TAIL_10), FloatVector.broadcast(SPECIES, TAIL_9));
      q = q.fma(u, FloatVector.broadcast(SPECIES, TAIL_8));
      q = q.fma(u, FloatVector.broadcast(SPECIES, TAIL_7));
      q = q.fma(u, FloatVector.broadcast(SPECIES, TAIL_6));
      q = q.fma(u, FloatVector.broadcast(SPECIES, TAIL_5));
      q = q.fma(u, FloatVector.broadcast(SPECIES, TAIL_4));
      q = q.fma(u, FloatVector.broadcast(SPECIES, TAIL_3));
      q = q.fma(u, FloatVector.broadcast(SPECIES, TAIL_2));
      q = q.fma(u, FloatVector.broadcast(SPECIES, TAIL_1));
      q = q.fma(u, FloatVector.broadcast(SPECIES, TAIL_0));
      FloatVector tail = w.fma(q, wLow.mul(q));
      // 3. Q(t) − t·φ(t), or what is missing to 1
      FloatVector difference = e.mul(t.fma(FloatVector.broadcast(SPECIES, MINUS_PEAK), tail));
      var negative = v.compare(LT, 0);
      FloatVector scale = FloatVector.broadcast(SPECIES, -UNSCALE).blend(UNSCALE, negative);
      FloatVector slope = difference.fma(scale, one.blend(0, negative));
      FloatVector sum = FloatVector.fromArray(SPECIES, dx, dxAt + i);
      FloatVector.fromArray(SPECIES, dy, dyAt + i).fma(slope, sum).intoArray(dx, dxAt + i);
    }
  }
}
