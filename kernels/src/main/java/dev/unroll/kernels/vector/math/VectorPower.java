package dev.unroll.kernels.vector.math;

import static dev.unroll.kernels.shared.Polynomials.*;
import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.unroll.kernels.scalar.ScalarPower;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// [ScalarPower] on arrays, step by step the same.
final class VectorPower {
  private static final float[] ONES = new float[LANES];

  /// What leaves a number alone that is added to it, even −0.
  private static final float[] MINUS_ZEROS = new float[LANES];

  static {
    Arrays.fill(ONES, 1);
    Arrays.fill(MINUS_ZEROS, -0f);
  }

  private VectorPower() {}

  /// `y = xᵖ`: the whole vectors that begin below `end`.
  static void value(double p, int end, float[] x, int xAt, float[] y, int yAt) {
    fused(p, end, x, xAt, 1, ONES, 0, 0, MINUS_ZEROS, 0, 0, y, yAt);
  }

  /// `y ← fma(dy, factor·xᵖ, y)`: the whole vectors that begin below `end`.
  static void addProduct(
      double p,
      int end,
      float[] x,
      int xAt,
      float factor,
      float[] dy,
      int dyAt,
      float[] y,
      int yAt) {
    fused(p, end, x, xAt, factor, dy, dyAt, 1, y, yAt, 1, y, yAt);
  }

  /// `y = fma(dy, factor·xᵖ, sum)`, with the same vector of `dy` and `sum` throughout where their step is
  /// 0: one loop for both, without a choice in it, which could keep vectors from staying in registers.
  private static void fused(
      double p,
      int end,
      float[] x,
      int xAt,
      float factor,
      float[] dy,
      int dyAt,
      int dyStep,
      float[] sum,
      int sumAt,
      int sumStep,
      float[] y,
      int yAt) {
    float high = ScalarPower.high(p);
    float low = ScalarPower.low(p);
    int keptBits = ScalarPower.keptBits(p);
    int signBits = ScalarPower.signBits(p);
    for (int i = 0; i < end; i += LANES) {
      IntVector given = FloatVector.fromArray(SPECIES, x, xAt + i).reinterpretAsInts();
      FloatVector v = given.and(keptBits).reinterpretAsFloats();

      // 1. v = 2ᵏ·(1 + f)
      var subnormal = v.compare(LT, Float.MIN_NORMAL);
      IntVector bits = v.blend(v.mul(NORMALIZE), subnormal).reinterpretAsInts().sub(LOG_LOW);
      FloatVector f = bits.and(LOG_MANTISSA).add(LOG_LOW).reinterpretAsFloats().sub(1);
      FloatVector whole = bits.lanewise(ASHR, EXPONENT_SHIFT).add(WHOLE_BITS).reinterpretAsFloats();
      FloatVector k =
          whole.sub(FloatVector.broadcast(SPECIES, WHOLE).blend(WHOLE_OF_NORMALIZED, subnormal));

      // 2. s + sLow = f/(2 + f)
      FloatVector d = f.add(2);
      FloatVector dLow = f.sub(d.sub(2));
      FloatVector inverse = FloatVector.broadcast(SPECIES, 1).div(d);
      FloatVector s = f.mul(inverse);
      FloatVector minusS = s.neg();
      FloatVector sLow = minusS.fma(dLow, minusS.fma(d, f)).mul(inverse);

      // 3. z + zLow = s²
      FloatVector z = s.mul(s);
      FloatVector zLow = s.add(s).fma(sLow, s.fma(s, z.neg()));

      // 4. c + cLow = 1/3 + z·D(z)
      FloatVector q =
          z.fma(FloatVector.broadcast(SPECIES, ATANH_2), FloatVector.broadcast(SPECIES, ATANH_1));
      q = q.fma(z, FloatVector.broadcast(SPECIES, ATANH_0)).mul(z);
      FloatVector c = q.add(THIRD);
      FloatVector cLow = q.sub(c.sub(THIRD)).add(THIRD_LOW);

      // 5. t + tLow = z·c, h + hLow = s·t
      FloatVector t = z.mul(c);
      FloatVector tLow = zLow.fma(c, z.fma(cLow, z.fma(c, t.neg())));
      FloatVector h = s.mul(t);
      FloatVector hLow = sLow.fma(t, s.fma(tLow, s.fma(t, h.neg())));

      // 6. log + rest = k·ln 2 + 2·(s + h), from the greatest part to the smallest
      FloatVector exponents = k.mul(LN2_HIGH);
      FloatVector s2 = s.add(s);
      FloatVector main = exponents.add(s2);
      FloatVector sumLow = s2.sub(main.sub(exponents));
      FloatVector h2 = h.add(h);
      FloatVector log = main.add(h2);
      FloatVector logLow = h2.sub(log.sub(main));
      FloatVector rest = k.fma(FloatVector.broadcast(SPECIES, LN2_LOW), sLow.add(hLow).mul(2));
      rest = sumLow.add(logLow).add(rest);

      // 7. logarithms that are none
      log = log.blend(Float.NaN, v.compare(LT, 0));
      log = log.blend(Float.NEGATIVE_INFINITY, v.compare(EQ, 0));
      FloatVector size = v.abs();
      log = size.blend(log, size.compare(LT, Float.POSITIVE_INFINITY)); // +∞ and NaN

      // 8. y + yLow = p·log x
      FloatVector exponent = FloatVector.broadcast(SPECIES, high);
      FloatVector product = exponent.mul(log);
      FloatVector productLow = exponent.fma(rest, exponent.fma(log, product.neg()));
      productLow = log.fma(FloatVector.broadcast(SPECIES, low), productLow);
      productLow =
          FloatVector.zero(SPECIES).blend(productLow, product.abs().compare(LT, POWER_HIGH));

      // 9. e^(y + yLow), and the sign
      FloatVector a = product.blend(EXP_LOW, product.compare(LT, EXP_LOW));
      FloatVector forK = a.reinterpretAsInts().min(EXP_HIGH_BITS).reinterpretAsFloats();
      FloatVector bias = FloatVector.broadcast(SPECIES, ROUND_TO_TWO_POWERS);
      FloatVector rounded = forK.fma(FloatVector.broadcast(SPECIES, LOG2_E), bias);
      FloatVector n = rounded.sub(bias);
      FloatVector r = n.fma(FloatVector.broadcast(SPECIES, MINUS_LN2_HIGH), a);
      r = n.fma(FloatVector.broadcast(SPECIES, MINUS_LN2_LOW), r).add(productLow);
      FloatVector r2 = r.mul(r);
      FloatVector e45 =
          r.fma(FloatVector.broadcast(SPECIES, C5), FloatVector.broadcast(SPECIES, C4));
      FloatVector e = r.fma(FloatVector.broadcast(SPECIES, C7), FloatVector.broadcast(SPECIES, C6));
      e = e.fma(r2, e45);
      e = e.fma(r2, r.fma(FloatVector.broadcast(SPECIES, C3), FloatVector.broadcast(SPECIES, C2)));
      e = e.fma(r2, r);
      IntVector halves = rounded.reinterpretAsInts();
      IntVector half = halves.lanewise(LSHR, 1);
      FloatVector power = half.lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      FloatVector otherPower =
          halves.sub(half).lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      IntVector magnitude = e.fma(power, power).mul(otherPower).reinterpretAsInts();
      FloatVector result = magnitude.or(given.and(signBits)).reinterpretAsFloats();
      FloatVector before = FloatVector.fromArray(SPECIES, sum, sumAt + i * sumStep);
      FloatVector.fromArray(SPECIES, dy, dyAt + i * dyStep)
          .fma(result.mul(factor), before)
          .intoArray(y, yAt + i);
    }
  }
}
