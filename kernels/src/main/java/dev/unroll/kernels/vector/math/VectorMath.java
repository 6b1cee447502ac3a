package dev.unroll.kernels.vector.math;

import static dev.unroll.kernels.shared.CanonicalSums.PARTIALS;
import static dev.unroll.kernels.shared.Polynomials.*;
import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.UMIN;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// The functions of [dev.unroll.kernels.scalar.ScalarMath] on arrays: the same operations in the same
/// order in every lane, so the same bits. Each loop computes whole vectors; `y` may be `x` at the same
/// place.
///
/// Where a range is not a multiple of the lane count, the last vector ends where the range ends and overlaps
/// the one before it. So each vector is read before the one before it is written; what overlaps comes out
/// the same.
///
/// The loops repeat one another instead of sharing a method on vectors. C2 counts the nodes that it has
/// made of a method and everything inlined into it, some 450 for each operation on a vector, and past
/// 18,000 (`NodeCountInliningCutoff`) it inlines only what the JDK forces: a third call of an `exp` of
/// vectors would be a real call, with its operands boxed. For the same reason the loops are best not
/// inlined into their callers, and those of more than 325 bytes of bytecode never are.
public final class VectorMath {
  private VectorMath() {}

  /// `y = eˣ` for the vectors that begin below `end`.
  static void exp(int end, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector forK = v.reinterpretAsInts().min(EXP_HIGH_BITS).reinterpretAsFloats();
      FloatVector bias = FloatVector.broadcast(SPECIES, ROUND_TO_TWO_POWERS);
      FloatVector rounded = forK.fma(FloatVector.broadcast(SPECIES, LOG2_E), bias);
      FloatVector k = rounded.sub(bias);
      FloatVector r = k.fma(FloatVector.broadcast(SPECIES, MINUS_LN2_HIGH), v);
      r = k.fma(FloatVector.broadcast(SPECIES, MINUS_LN2_LOW), r);
      FloatVector z = r.mul(r);
      FloatVector q = r.fma(FloatVector.broadcast(SPECIES, C5), FloatVector.broadcast(SPECIES, C4));
      FloatVector q67 =
          r.fma(FloatVector.broadcast(SPECIES, C7), FloatVector.broadcast(SPECIES, C6));
      q = q67.fma(z, q);
      q = q.fma(z, r.fma(FloatVector.broadcast(SPECIES, C3), FloatVector.broadcast(SPECIES, C2)));
      FloatVector p = q.fma(z, r);
      IntVector exponents = rounded.reinterpretAsInts();
      IntVector half = exponents.lanewise(LSHR, 1);
      FloatVector power = half.lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      FloatVector otherPower =
          exponents.sub(half).lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      FloatVector e = p.fma(power, power).mul(otherPower);
      e.blend(0, v.compare(LT, EXP_LOW)).intoArray(y, yAt + i);
    }
  }

  /// `y = eˣ` for x ≤ 0, a vector of numbers at least.
  static void expOfNegative(int length, float[] x, int xAt, float[] y, int yAt) {
    int last = length - LANES;
    int i = 0;
    FloatVector v = FloatVector.fromArray(SPECIES, x, xAt);
    for (int left = length; left > 0; left -= LANES) {
      int next = Math.min(i + LANES, last);
      FloatVector nextV = FloatVector.fromArray(SPECIES, x, xAt + next);
      FloatVector a = v.blend(EXP_LOW, v.compare(LT, EXP_LOW));
      FloatVector bias = FloatVector.broadcast(SPECIES, ROUND_TO_SCALED_POWER);
      FloatVector rounded = a.fma(FloatVector.broadcast(SPECIES, LOG2_E), bias);
      FloatVector k = rounded.sub(bias);
      FloatVector r = k.fma(FloatVector.broadcast(SPECIES, MINUS_LN2_HIGH), a);
      r = k.fma(FloatVector.broadcast(SPECIES, MINUS_LN2_LOW), r);
      FloatVector z = r.mul(r);
      FloatVector q = r.fma(FloatVector.broadcast(SPECIES, C5), FloatVector.broadcast(SPECIES, C4));
      FloatVector q67 =
          r.fma(FloatVector.broadcast(SPECIES, C7), FloatVector.broadcast(SPECIES, C6));
      q = q67.fma(z, q);
      q = q.fma(z, r.fma(FloatVector.broadcast(SPECIES, C3), FloatVector.broadcast(SPECIES, C2)));
      FloatVector p = q.fma(z, r);
      FloatVector power =
          rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      p.fma(power, power).mul(UNSCALE).intoArray(y, yAt + i);
      v = nextV;
      i = next;
    }
  }

  /// `y[m,v] = e^(x[m,v] − maxima[m])` for x ≤ maximum, a whole number of sixteens of each row; every y is
  /// added to the one of the row's sixteen partial sums whose turn it is.
  static void expBelow(
      int rows,
      int length,
      float[] x,
      int xAt,
      int xStride,
      float[] maxima,
      int maximaAt,
      float[] y,
      int yAt,
      int yStride,
      float[] partials,
      int partialsAt) {
    for (int m = 0; m < rows; m++) {
      float maximum = maxima[maximaAt + m];
      int from = xAt + m * xStride;
      int to = yAt + m * yStride;
      int partial = partialsAt + m * PARTIALS;
      FloatVector s0 = FloatVector.fromArray(SPECIES, partials, partial);
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      if (LANES <= 8) {
        s1 = FloatVector.fromArray(SPECIES, partials, partial + LANES);
      }
      if (LANES == 4) {
        s2 = FloatVector.fromArray(SPECIES, partials, partial + 8);
        s3 = FloatVector.fromArray(SPECIES, partials, partial + 12);
      }
      for (int i = 0; i < length; i += LANES) {
        FloatVector v = FloatVector.fromArray(SPECIES, x, from + i).sub(maximum);
        FloatVector a = v.blend(EXP_LOW, v.compare(LT, EXP_LOW));
        FloatVector bias = FloatVector.broadcast(SPECIES, ROUND_TO_SCALED_POWER);
        FloatVector rounded = a.fma(FloatVector.broadcast(SPECIES, LOG2_E), bias);
        FloatVector k = rounded.sub(bias);
        FloatVector r = k.fma(FloatVector.broadcast(SPECIES, MINUS_LN2_HIGH), a);
        r = k.fma(FloatVector.broadcast(SPECIES, MINUS_LN2_LOW), r);
        FloatVector z = r.mul(r);
        FloatVector q =
            r.fma(FloatVector.broadcast(SPECIES, C5), FloatVector.broadcast(SPECIES, C4));
        FloatVector q67 =
            r.fma(FloatVector.broadcast(SPECIES, C7), FloatVector.broadcast(SPECIES, C6));
        q = q67.fma(z, q);
        q = q.fma(z, r.fma(FloatVector.broadcast(SPECIES, C3), FloatVector.broadcast(SPECIES, C2)));
        FloatVector p = q.fma(z, r);
        FloatVector power =
            rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
        FloatVector e = p.fma(power, power).mul(UNSCALE);
        e.intoArray(y, to + i);
        FloatVector s = s0.add(e);
        if (LANES == 4) {
          s0 = s1;
          s1 = s2;
          s2 = s3;
          s3 = s;
        } else if (LANES == 8) {
          s0 = s1;
          s1 = s;
        } else {
          s0 = s;
        }
      }
      s0.intoArray(partials, partial);
      if (LANES <= 8) {
        s1.intoArray(partials, partial + LANES);
      }
      if (LANES == 4) {
        s2.intoArray(partials, partial + 8);
        s3.intoArray(partials, partial + 12);
      }
    }
  }

  /// `y = 1 / (1 + e⁻ˣ)` for rows, one at least, of a vector of numbers at least; one loop runs
  /// through all of them, so that short rows cost no more than long ones.
  static void sigmoid(
      int rows, int length, float[] x, int xAt, int xStride, float[] y, int yAt, int yStride) {
    int last = length - LANES;
    int column = 0;
    int xRow = xAt;
    int yRow = yAt;
    FloatVector v = FloatVector.fromArray(SPECIES, x, xAt);
    for (int left = rows * ((length + LANES - 1) / LANES); left > 0; left--) {
      int to = yRow + column;
      if (column < last) {
        column = Math.min(column + LANES, last);
      } else {
        column = 0;
        if (left > 1) {
          xRow += xStride;
          yRow += yStride;
        }
      }
      FloatVector next = FloatVector.fromArray(SPECIES, x, xRow + column);
      FloatVector a =
          v.reinterpretAsInts()
              .min(SATURATED_BITS)
              .lanewise(UMIN, SIGMOID_LOW_BITS)
              .reinterpretAsFloats();
      FloatVector bias = FloatVector.broadcast(SPECIES, ROUND_TO_MINUS_SCALED_POWER);
      FloatVector rounded = a.fma(FloatVector.broadcast(SPECIES, -LOG2_E), bias);
      FloatVector k = rounded.sub(bias);
      FloatVector r = k.fma(FloatVector.broadcast(SPECIES, -MINUS_LN2_HIGH), a);
      r = k.fma(FloatVector.broadcast(SPECIES, -MINUS_LN2_LOW), r);
      FloatVector z = r.mul(r);
      FloatVector q = r.fma(FloatVector.broadcast(SPECIES, S5), FloatVector.broadcast(SPECIES, S4));
      q = z.fma(FloatVector.broadcast(SPECIES, S6), q);
      q = q.fma(z, r.fma(FloatVector.broadcast(SPECIES, S3), FloatVector.broadcast(SPECIES, S2)));
      FloatVector p = q.fma(z, r);
      FloatVector minusPower =
          rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      FloatVector one = FloatVector.broadcast(SPECIES, UNSCALE);
      FloatVector denominator = p.fma(minusPower, one).sub(minusPower);
      one.blend(v, v.compare(NE, v)).div(denominator).intoArray(y, to);
      v = next;
    }
  }

  /// `y = tanh x`, rows as in [#sigmoid].
  static void tanh(
      int rows, int length, float[] x, int xAt, int xStride, float[] y, int yAt, int yStride) {
    int last = length - LANES;
    int column = 0;
    int xRow = xAt;
    int yRow = yAt;
    FloatVector v = FloatVector.fromArray(SPECIES, x, xAt);
    for (int left = rows * ((length + LANES - 1) / LANES); left > 0; left--) {
      int to = yRow + column;
      if (column < last) {
        column = Math.min(column + LANES, last);
      } else {
        column = 0;
        if (left > 1) {
          xRow += xStride;
          yRow += yStride;
        }
      }
      FloatVector next = FloatVector.fromArray(SPECIES, x, xRow + column);
      FloatVector a =
          v.reinterpretAsInts()
              .min(SATURATED_BITS)
              .lanewise(UMIN, TANH_LOW_BITS)
              .reinterpretAsFloats();
      FloatVector bias = FloatVector.broadcast(SPECIES, ROUND_TO_POWER);
      FloatVector rounded = a.fma(FloatVector.broadcast(SPECIES, 2 * LOG2_E), bias);
      FloatVector k = rounded.sub(bias);
      FloatVector h = k.fma(FloatVector.broadcast(SPECIES, MINUS_HALF_LN2), a);
      FloatVector z = h.mul(h);
      FloatVector one = FloatVector.broadcast(SPECIES, 1);
      FloatVector q = z.fma(FloatVector.broadcast(SPECIES, T2), FloatVector.broadcast(SPECIES, T1));
      q = q.fma(z, one);
      FloatVector power =
          rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
      FloatVector less = power.sub(one);
      FloatVector more = power.add(one);
      FloatVector t = q.fma(less, h.mul(more)).div(q.fma(more, h.mul(less)));
      v.blend(t, v.abs().compare(GT, 0)).intoArray(y, to);
      v = next;
    }
  }

  /// `y = log x` for the vectors that begin below `end`.
  static void log(int end, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      var subnormal = v.compare(LT, Float.MIN_NORMAL);
      IntVector bits = v.blend(v.mul(NORMALIZE), subnormal).reinterpretAsInts().sub(LOG_LOW);
      FloatVector f = bits.and(LOG_MANTISSA).add(LOG_LOW).reinterpretAsFloats().sub(1);
      FloatVector whole = bits.lanewise(ASHR, EXPONENT_SHIFT).add(WHOLE_BITS).reinterpretAsFloats();
      FloatVector k =
          whole.sub(FloatVector.broadcast(SPECIES, WHOLE).blend(WHOLE_OF_NORMALIZED, subnormal));
      FloatVector s = f.div(f.add(2));
      FloatVector z = s.mul(s);
      FloatVector r =
          z.fma(FloatVector.broadcast(SPECIES, LOG_4), FloatVector.broadcast(SPECIES, LOG_3));
      r = r.fma(z, FloatVector.broadcast(SPECIES, LOG_2));
      r = r.fma(z, FloatVector.broadcast(SPECIES, LOG_1)).mul(z);
      FloatVector halfSquare = f.mul(0.5f).mul(f);
      FloatVector low = s.fma(halfSquare.add(r), k.mul(LN2_LOW));
      FloatVector log = k.mul(LN2_HIGH).sub(halfSquare.sub(low).sub(f));
      log = v.blend(log, v.compare(LT, Float.POSITIVE_INFINITY)); // +∞ and NaN
      log = log.blend(Float.NEGATIVE_INFINITY, v.compare(EQ, 0));
      log.blend(Float.NaN, v.compare(LT, 0)).intoArray(y, yAt + i);
    }
  }
}
