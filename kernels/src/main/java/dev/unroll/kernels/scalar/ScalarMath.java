package dev.unroll.kernels.scalar;

import static dev.unroll.kernels.shared.Polynomials.*;

import dev.unroll.kernels.shared.Fma;

/// The elementary functions of one number. Each operation is one that SIMD lanes have too (fused
/// multiply-add, division, comparison with a choice, integer arithmetic on the bits), so the vector
/// set repeats them in the same order and gets the same bits. A NaN passes through every function:
/// all comparisons are written so that it fails them.
public final class ScalarMath {
  private ScalarMath() {}

  /// eˣ, at most 1 ulp off; overflows to +∞ and underflows to 0 through the subnormals.
  public static float exp(float x) {
    // the k of larger numbers is that of 89, r is what remains, and both are positive: +∞
    float forK = Float.intBitsToFloat(Math.min(Float.floatToRawIntBits(x), EXP_HIGH_BITS));
    float rounded = Fma.fma(forK, LOG2_E, ROUND_TO_TWO_POWERS);
    float p = expm1Reduced(x, rounded - ROUND_TO_TWO_POWERS);
    int exponents = Float.floatToRawIntBits(rounded);
    int half = exponents >>> 1;
    float power = Float.intBitsToFloat(half << EXPONENT_SHIFT);
    float otherPower = Float.intBitsToFloat((exponents - half) << EXPONENT_SHIFT);
    return x < EXP_LOW ? 0 : Fma.fma(p, power, power) * otherPower;
  }

  /// eˣ for x ≤ 0, the same bits as [#exp] with fewer operations.
  public static float expOfNegative(float x) {
    float a = x < EXP_LOW ? EXP_LOW : x;
    float rounded = Fma.fma(a, LOG2_E, ROUND_TO_SCALED_POWER);
    float p = expm1Reduced(a, rounded - ROUND_TO_SCALED_POWER);
    float power = Float.intBitsToFloat(Float.floatToRawIntBits(rounded) << EXPONENT_SHIFT);
    return Fma.fma(p, power, power) * UNSCALE;
  }

  /// 1 / (1 + e⁻ˣ), at most 2 ulp off: with `e⁻ˣ = 2ᵏ·(1 − p)` it is
  ///
  ///     2⁻⁶⁴ / ((2⁻⁶⁴ − 2ᵏ⁻⁶⁴·p) + 2ᵏ⁻⁶⁴)
  ///
  /// which reaches the subnormals without overflow. 2ᵏ is added last because what it is added to is
  /// smaller, and so is its rounding.
  public static float sigmoid(float x) {
    float a = within(SIGMOID_LOW_BITS, SATURATED_BITS, x);
    float rounded = Fma.fma(a, -LOG2_E, ROUND_TO_MINUS_SCALED_POWER);
    float k = rounded - ROUND_TO_MINUS_SCALED_POWER;
    float r = Fma.fma(k, -MINUS_LN2_LOW, Fma.fma(k, -MINUS_LN2_HIGH, a));
    float z = r * r;
    float q = Fma.fma(z, S6, Fma.fma(r, S5, S4));
    q = Fma.fma(q, z, Fma.fma(r, S3, S2));
    float p = Fma.fma(q, z, r);
    float minusPower = Float.intBitsToFloat(Float.floatToRawIntBits(rounded) << EXPONENT_SHIFT);
    float denominator = Fma.fma(p, minusPower, UNSCALE) - minusPower;
    return (x != x ? x : UNSCALE) / denominator; // a NaN came out of the bounds as a number
  }

  /// tanh x, at most 2.5 ulp off: with `e²ˣ = 2ᵏ·(Q + h)/(Q − h)` it is
  ///
  ///     (Q·(2ᵏ − 1) + h·(2ᵏ + 1)) / (Q·(2ᵏ + 1) + h·(2ᵏ − 1))
  ///
  /// which for small x is h / Q.
  public static float tanh(float x) {
    float a = within(TANH_LOW_BITS, SATURATED_BITS, x);
    float rounded = Fma.fma(a, 2 * LOG2_E, ROUND_TO_POWER);
    float k = rounded - ROUND_TO_POWER;
    float h = Fma.fma(k, MINUS_HALF_LN2, a);
    float z = h * h;
    float q = Fma.fma(Fma.fma(z, T2, T1), z, 1);
    float power = Float.intBitsToFloat(Float.floatToRawIntBits(rounded) << EXPONENT_SHIFT);
    float less = power - 1;
    float more = power + 1;
    float t = Fma.fma(q, less, h * more) / Fma.fma(q, more, h * less);
    return Math.abs(x) > 0 ? t : x; // zeros keep their sign, and a NaN is not greater
  }

  /// x bounded from below and above by the floats of these bits, the first of them negative; a NaN
  /// becomes one of the two. As integers the negative floats grow with their magnitude when unsigned
  /// and are below the positive ones when signed.
  private static float within(int lowBits, int highBits, float x) {
    int bits = Math.min(Float.floatToRawIntBits(x), highBits);
    return Float.intBitsToFloat(Integer.compareUnsigned(bits, lowBits) > 0 ? lowBits : bits);
  }

  /// log x, at most 1 ulp off; −∞ of ±0, NaN of negative numbers. With `x = 2ᵏ·(1 + f)` and
  /// √½ ≤ 1 + f < √2, log x = k·ln 2 + log(1 + f).
  public static float log(float x) {
    boolean subnormal = x < Float.MIN_NORMAL;
    int bits = Float.floatToRawIntBits(subnormal ? x * NORMALIZE : x) - LOG_LOW;
    float f = Float.intBitsToFloat((bits & LOG_MANTISSA) + LOG_LOW) - 1;
    float whole = Float.intBitsToFloat((bits >> EXPONENT_SHIFT) + WHOLE_BITS);
    float y = log(f, whole - (subnormal ? WHOLE_OF_NORMALIZED : WHOLE));
    y = x < Float.POSITIVE_INFINITY ? y : x; // +∞ and NaN
    y = x == 0 ? Float.NEGATIVE_INFINITY : y;
    return x < 0 ? Float.NaN : y;
  }

  /// log(1 + e) for 0 ≤ e ≤ 1, at most 2 ulp off: 1 + e is 1 + f, or 2·(1 + f).
  public static float log1p(float e) {
    boolean doubled = e > LOG1P_HIGH;
    return log(doubled ? Fma.fma(e, 0.5f, -0.5f) : e, doubled ? 1 : 0);
  }

  /// k·ln 2 + log(1 + f): with s = f / (2 + f), log(1 + f) = 2s + s·R(s²), put together as fdlibm's
  /// `logf` does.
  private static float log(float f, float k) {
    float s = f / (2 + f);
    float z = s * s;
    float r = Fma.fma(z, LOG_4, LOG_3);
    r = Fma.fma(r, z, LOG_2);
    r = Fma.fma(r, z, LOG_1) * z;
    float halfSquare = 0.5f * f * f;
    float low = Fma.fma(s, halfSquare + r, k * LN2_LOW);
    return k * LN2_HIGH - ((halfSquare - low) - f);
  }

  /// expm1(r) of `r = x − k·ln 2`.
  private static float expm1Reduced(float x, float k) {
    return expm1(Fma.fma(k, MINUS_LN2_LOW, Fma.fma(k, MINUS_LN2_HIGH, x)));
  }

  /// expm1(r) for |r| ≤ ln 2 / 2, in Estrin's order, which waits for fewer results than Horner's.
  static float expm1(float r) {
    float z = r * r;
    float q = Fma.fma(z, Fma.fma(r, C7, C6), Fma.fma(r, C5, C4));
    q = Fma.fma(q, z, Fma.fma(r, C3, C2));
    return Fma.fma(q, z, r);
  }
}
