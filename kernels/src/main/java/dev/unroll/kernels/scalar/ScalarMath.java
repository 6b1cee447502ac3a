package dev.unroll.kernels.scalar;

import static dev.unroll.kernels.scalar.Polynomials.*;

/// The elementary functions of one number. Each operation is one that SIMD lanes have too (fused
/// multiply-add, division, comparison with a choice, integer arithmetic on the bits), so the vector
/// set repeats them in the same order and gets the same bits. A NaN passes through every function:
/// all comparisons are written so that it fails them.
public final class ScalarMath {
  private ScalarMath() {}

  /// eˣ, at most 1 ulp off; overflows to +∞ and underflows to 0 through the subnormals.
  public static float exp(float x) {
    float a = x < EXP_LOW ? EXP_LOW : x;
    // the k of larger numbers is that of 89, r is what remains, and both are positive: +∞
    float forK = Float.intBitsToFloat(Math.min(Float.floatToRawIntBits(a), EXP_HIGH_BITS));
    float rounded = Math.fma(forK, LOG2_E, ROUND_TO_TWO_POWERS);
    float p = expm1Reduced(a, rounded - ROUND_TO_TWO_POWERS);
    int exponents = Float.floatToRawIntBits(rounded);
    int half = exponents >>> 1;
    float power = Float.intBitsToFloat(half << EXPONENT_SHIFT);
    float otherPower = Float.intBitsToFloat((exponents - half) << EXPONENT_SHIFT);
    return Math.fma(p, power, power) * otherPower;
  }

  /// eˣ for x ≤ 0, the same bits as [#exp] with fewer operations.
  public static float expOfNegative(float x) {
    float a = x < EXP_LOW ? EXP_LOW : x;
    float rounded = Math.fma(a, LOG2_E, ROUND_TO_SCALED_POWER);
    float p = expm1Reduced(a, rounded - ROUND_TO_SCALED_POWER);
    float power = Float.intBitsToFloat(Float.floatToRawIntBits(rounded) << EXPONENT_SHIFT);
    return Math.fma(p, power, power) * UNSCALE;
  }

  /// 1 / (1 + e⁻ˣ), at most 2.1 ulp off: with e = e^−|x| and q = e / (1 + e) it is 1 − q, for
  /// negative x e − e·q, which is e / (1 + e) with half the rounding errors.
  public static float sigmoid(float x) {
    float e = expOfNegative(Float.intBitsToFloat(Float.floatToRawIntBits(x) | SIGN_BIT));
    float minusQ = e / (-1 - e);
    float factor = x < 0 ? e : 1;
    return Math.fma(minusQ, factor, factor);
  }

  /// tanh x, at most 2.5 ulp off: with e = expm1(−2·|x|) and q = −e / (2 + e) = tanh |x| it is
  /// −e/2·(1 + q), which is q with half the rounding errors, and the sign of x.
  public static float tanh(float x) {
    float a = Math.abs(x) * -2;
    a = a < EXPM1_LOW ? EXPM1_LOW : a;
    float rounded = Math.fma(a, LOG2_E, ROUND_TO_POWER);
    float p = expm1Reduced(a, rounded - ROUND_TO_POWER);
    float power = Float.intBitsToFloat(Float.floatToRawIntBits(rounded) << EXPONENT_SHIFT);
    float e = Math.fma(p, power, power - 1);
    float q = e / (-2 - e);
    float half = e * -0.5f;
    float magnitude = Math.fma(half, q, half);
    return Float.intBitsToFloat(
        Float.floatToRawIntBits(magnitude) | Float.floatToRawIntBits(x) & SIGN_BIT);
  }

  /// log x of a normal positive x, at most 1 ulp off; a NaN stays NaN. With `x = 2ᵏ·(1 + f)`,
  /// √½ ≤ 1 + f < √2, and s = f / (2 + f), log(1 + f) = 2s + s·R(s²), put together as fdlibm's `logf`
  /// does.
  public static float log(float x) {
    int bits = Float.floatToRawIntBits(x) - LOG_LOW;
    int k = bits >> EXPONENT_SHIFT;
    float f = Float.intBitsToFloat((bits & LOG_MANTISSA) + LOG_LOW) - 1;
    float s = f / (2 + f);
    float z = s * s;
    float r = Math.fma(z, LOG_4, LOG_3);
    r = Math.fma(r, z, LOG_2);
    r = Math.fma(r, z, LOG_1) * z;
    float halfSquare = 0.5f * f * f;
    float low = Math.fma(s, halfSquare + r, k * -MINUS_LN2_LOW);
    return k * -MINUS_LN2_HIGH - ((halfSquare - low) - f) + (x - x); // x − x is 0, or NaN
  }

  /// expm1(r) of `r = x − k·ln 2`.
  private static float expm1Reduced(float x, float k) {
    float r = Math.fma(k, MINUS_LN2_LOW, Math.fma(k, MINUS_LN2_HIGH, x));
    float q = Math.fma(r, C7, C6);
    q = Math.fma(q, r, C5);
    q = Math.fma(q, r, C4);
    q = Math.fma(q, r, C3);
    q = Math.fma(q, r, C2);
    return Math.fma(r * r, q, r);
  }
}
