package dev.unroll.kernels.scalar;

import static dev.unroll.kernels.shared.Polynomials.*;

import dev.unroll.kernels.shared.Fma;

/// The Gaussian error linear unit of one number. With t = |x| and the tail Q(t) = 1 − Φ(t) of the normal
/// distribution
///
///     x·Φ(x)         = max(0, x) − t·Q(t)
///     Φ(x) + x·φ(x)  = 1 − (Q(t) − t·φ(t))  for x ≥ 0, else Q(t) − t·φ(t)
///     Q(t)           = e^(−t²/2)·P(u)/(t + 3)        u = 1 − 6/(t + 3)
///
/// so that nothing cancels for negative x. The square is taken with its rounding error, without which
/// the exponential would be up to 100 ulp off.
public final class ScalarGelu {
  private ScalarGelu() {}

  /// x·Φ(x), at most 4.5 ulp off.
  public static float value(float x) {
    float t = size(x);
    float product = exponential(t) * tail(t) * t;
    return Fma.fma(product, -UNSCALE, x < 0 ? 0 : x);
  }

  /// Φ(x) + x·φ(x), at most 1.5·2⁻²³ off.
  public static float derivative(float x) {
    float t = size(x);
    float difference = exponential(t) * Fma.fma(t, MINUS_PEAK, tail(t));
    return x < 0 ? Fma.fma(difference, UNSCALE, 0) : Fma.fma(difference, -UNSCALE, 1);
  }

  private static float size(float x) {
    float t = Math.abs(x);
    return t > GELU_HIGH ? GELU_HIGH : t;
  }

  /// 2⁶⁴·e^(−t²/2).
  private static float exponential(float t) {
    float square = t * t;
    float rest = Fma.fma(t, t, -square);
    float a = square * -0.5f;
    float rounded = Fma.fma(a, LOG2_E, ROUND_TO_SCALED_POWER);
    float k = rounded - ROUND_TO_SCALED_POWER;
    float r = Fma.fma(k, MINUS_LN2_LOW, Fma.fma(k, MINUS_LN2_HIGH, a));
    float p = ScalarMath.expm1(Fma.fma(rest, -0.5f, r));
    float power = Float.intBitsToFloat(Float.floatToRawIntBits(rounded) << EXPONENT_SHIFT);
    return Fma.fma(p, power, power);
  }

  /// Q(t)/e^(−t²/2).
  private static float tail(float t) {
    float d = t + 3;
    float dLow = t - (d - 3);
    float w = 1 / d;
    float wLow = Fma.fma(-w, dLow, Fma.fma(-w, d, 1)) * w;
    float u = Fma.fma(wLow, -6, Fma.fma(w, -6, 1));
    float q = Fma.fma(u, TAIL_10, TAIL_9);
    q = Fma.fma(q, u, TAIL_8);
    q = Fma.fma(q, u, TAIL_7);
    q = Fma.fma(q, u, TAIL_6);
    q = Fma.fma(q, u, TAIL_5);
    q = Fma.fma(q, u, TAIL_4);
    q = Fma.fma(q, u, TAIL_3);
    q = Fma.fma(q, u, TAIL_2);
    q = Fma.fma(q, u, TAIL_1);
    q = Fma.fma(q, u, TAIL_0);
    return Fma.fma(w, q, wLow * q);
  }
}
