package dev.unroll.kernels.vector;

import static dev.unroll.kernels.scalar.Polynomials.*;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// The functions of [dev.unroll.kernels.scalar.ScalarMath] on all lanes: the same operations in the
/// same order, so the same bits. Small enough in bytecode to be inlined wherever they are used, which
/// keeps the vectors in registers.
final class VectorMath {
  private VectorMath() {}

  /// eˣ.
  static FloatVector exp(FloatVector x) {
    FloatVector a = x.blend(EXP_HIGH, x.compare(GT, EXP_HIGH));
    a = a.blend(EXP_LOW, a.compare(LT, EXP_LOW));
    FloatVector bias = FloatVector.broadcast(SPECIES, ROUND_TO_TWO_POWERS);
    FloatVector rounded = a.fma(FloatVector.broadcast(SPECIES, LOG2_E), bias);
    FloatVector p = expm1Reduced(a, rounded.sub(bias));
    IntVector exponents = rounded.reinterpretAsInts();
    IntVector half = exponents.lanewise(LSHR, 1);
    FloatVector power = half.lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
    FloatVector otherPower =
        exponents.sub(half).lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
    return p.fma(power, power).mul(otherPower);
  }

  /// eˣ for x ≤ 0.
  static FloatVector expOfNegative(FloatVector x) {
    FloatVector a = x.blend(EXP_LOW, x.compare(LT, EXP_LOW));
    FloatVector bias = FloatVector.broadcast(SPECIES, ROUND_TO_SCALED_POWER);
    FloatVector rounded = a.fma(FloatVector.broadcast(SPECIES, LOG2_E), bias);
    FloatVector p = expm1Reduced(a, rounded.sub(bias));
    FloatVector power =
        rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
    return p.fma(power, power).mul(UNSCALE);
  }

  /// 1 / (1 + e⁻ˣ).
  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = expOfNegative(x.reinterpretAsInts().or(SIGN_BIT).reinterpretAsFloats());
    FloatVector minusQ = e.div(FloatVector.broadcast(SPECIES, -1).sub(e));
    FloatVector factor = FloatVector.broadcast(SPECIES, 1).blend(e, x.compare(LT, 0));
    return minusQ.fma(factor, factor);
  }

  /// tanh x.
  static FloatVector tanh(FloatVector x) {
    FloatVector a = x.abs().mul(-2);
    a = a.blend(EXPM1_LOW, a.compare(LT, EXPM1_LOW));
    FloatVector bias = FloatVector.broadcast(SPECIES, ROUND_TO_POWER);
    FloatVector rounded = a.fma(FloatVector.broadcast(SPECIES, LOG2_E), bias);
    FloatVector p = expm1Reduced(a, rounded.sub(bias));
    FloatVector power =
        rounded.reinterpretAsInts().lanewise(LSHL, EXPONENT_SHIFT).reinterpretAsFloats();
    FloatVector e = p.fma(power, power.sub(1));
    FloatVector q = e.div(FloatVector.broadcast(SPECIES, -2).sub(e));
    FloatVector half = e.mul(-0.5f);
    IntVector magnitude = q.fma(half, half).reinterpretAsInts();
    return magnitude.or(x.reinterpretAsInts().and(SIGN_BIT)).reinterpretAsFloats();
  }

  /// expm1(r) of `r = x − k·ln 2`.
  private static FloatVector expm1Reduced(FloatVector x, FloatVector k) {
    FloatVector r = k.fma(FloatVector.broadcast(SPECIES, MINUS_LN2_HIGH), x);
    r = k.fma(FloatVector.broadcast(SPECIES, MINUS_LN2_LOW), r);
    FloatVector q = r.fma(FloatVector.broadcast(SPECIES, C7), FloatVector.broadcast(SPECIES, C6));
    q = q.fma(r, FloatVector.broadcast(SPECIES, C5));
    q = q.fma(r, FloatVector.broadcast(SPECIES, C4));
    q = q.fma(r, FloatVector.broadcast(SPECIES, C3));
    q = q.fma(r, FloatVector.broadcast(SPECIES, C2));
    return r.mul(r).fma(q, r);
  }
}
