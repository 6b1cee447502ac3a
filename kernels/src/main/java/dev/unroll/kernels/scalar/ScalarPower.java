package dev.unroll.kernels.scalar;

import static dev.unroll.kernels.shared.Polynomials.*;

import dev.unroll.kernels.shared.Fma;

/// Powers to one exponent p, neither 0 nor infinite nor NaN: xᵖ = e^(p·log x), at most 1.25 ulp off. The
/// logarithm and its product with p are sums of two floats, since an error of the exponent counts up to
/// 100 times in its power.
///
///     |x|   = 2ᵏ·(1 + f)                               √½ ≤ 1 + f < √2
///     log x = k·ln 2 + 2·atanh s                       s = f/(2 + f)
///     atanh s = s + s·(s²·(1/3 + s²·D(s²)))
///
/// Special cases are those of [Math#pow].
public final class ScalarPower {
  /// Where |p| is greater, xᵖ is 0, 1 or +∞ for every float x but those of size 1; so it is here.
  private static final float LARGEST_EXPONENT = 0x1p40f;

  private ScalarPower() {}

  /// p rounded to float, and no larger than makes a difference.
  public static float high(double p) {
    return Math.clamp((float) p, -LARGEST_EXPONENT, LARGEST_EXPONENT);
  }

  /// What [#high] lacks.
  public static float low(double p) {
    return Math.abs(p) < LARGEST_EXPONENT ? (float) (p - (float) p) : 0;
  }

  /// The bits of x that count before the sign is put back: all but the sign for a whole p, otherwise all,
  /// so that negative numbers have no power.
  public static int keptBits(double p) {
    return p == Math.rint(p) ? ~SIGN_BIT : -1;
  }

  /// The sign bit for an odd p, else nothing: what x gives back to its power.
  public static int signBits(double p) {
    return Math.abs(p % 2) == 1 ? SIGN_BIT : 0;
  }

  /// xᵖ, the four parts of p being those above.
  public static float of(float x, float high, float low, int keptBits, int signBits) {
    float v = Float.intBitsToFloat(Float.floatToRawIntBits(x) & keptBits);

    // 1. v = 2ᵏ·(1 + f)
    boolean subnormal = v < Float.MIN_NORMAL;
    int bits = Float.floatToRawIntBits(subnormal ? v * NORMALIZE : v) - LOG_LOW;
    float f = Float.intBitsToFloat((bits & LOG_MANTISSA) + LOG_LOW) - 1;
    float whole = Float.intBitsToFloat((bits >> EXPONENT_SHIFT) + WHOLE_BITS);
    float k = whole - (subnormal ? WHOLE_OF_NORMALIZED : WHOLE);

    // 2. s + sLow = f/(2 + f)
    float d = f + 2;
    float dLow = f - (d - 2);
    float inverse = 1 / d;
    float s = f * inverse;
    float sLow = Fma.fma(-s, dLow, Fma.fma(-s, d, f)) * inverse;

    // 3. z + zLow = s²
    float z = s * s;
    float zLow = Fma.fma(s + s, sLow, Fma.fma(s, s, -z));

    // 4. c + cLow = 1/3 + z·D(z)
    float q = Fma.fma(Fma.fma(z, ATANH_2, ATANH_1), z, ATANH_0) * z;
    float c = q + THIRD;
    float cLow = (q - (c - THIRD)) + THIRD_LOW;

    // 5. t + tLow = z·c, h + hLow = s·t
    float t = z * c;
    float tLow = Fma.fma(zLow, c, Fma.fma(z, cLow, Fma.fma(z, c, -t)));
    float h = s * t;
    float hLow = Fma.fma(sLow, t, Fma.fma(s, tLow, Fma.fma(s, t, -h)));

    // 6. log + rest = k·ln 2 + 2·(s + h), from the greatest part to the smallest
    float exponents = k * LN2_HIGH;
    float s2 = s + s;
    float sum = exponents + s2;
    float sumLow = s2 - (sum - exponents);
    float h2 = h + h;
    float log = sum + h2;
    float logLow = h2 - (log - sum);
    float rest = Fma.fma(k, LN2_LOW, (sLow + hLow) * 2);
    rest = (sumLow + logLow) + rest;

    // 7. logarithms that are none
    log = v < 0 ? Float.NaN : log;
    log = v == 0 ? Float.NEGATIVE_INFINITY : log;
    float size = Math.abs(v);
    log = size < Float.POSITIVE_INFINITY ? log : size; // +∞ and NaN

    // 8. y + yLow = p·log x
    float y = high * log;
    float yLow = Fma.fma(low, log, Fma.fma(high, rest, Fma.fma(high, log, -y)));
    yLow = Math.abs(y) < POWER_HIGH ? yLow : 0;

    // 9. e^(y + yLow), as [ScalarMath#exp], and the sign
    float a = y < EXP_LOW ? EXP_LOW : y;
    float forK = Float.intBitsToFloat(Math.min(Float.floatToRawIntBits(a), EXP_HIGH_BITS));
    float rounded = Fma.fma(forK, LOG2_E, ROUND_TO_TWO_POWERS);
    float n = rounded - ROUND_TO_TWO_POWERS;
    float r = Fma.fma(n, MINUS_LN2_LOW, Fma.fma(n, MINUS_LN2_HIGH, a)) + yLow;
    float p = ScalarMath.expm1(r);
    int halves = Float.floatToRawIntBits(rounded);
    int half = halves >>> 1;
    float power = Float.intBitsToFloat(half << EXPONENT_SHIFT);
    float otherPower = Float.intBitsToFloat((halves - half) << EXPONENT_SHIFT);
    float magnitude = Fma.fma(p, power, power) * otherPower;
    return Float.intBitsToFloat(
        Float.floatToRawIntBits(magnitude) | Float.floatToRawIntBits(x) & signBits);
  }
}
