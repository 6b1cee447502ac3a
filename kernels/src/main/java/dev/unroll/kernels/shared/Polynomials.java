package dev.unroll.kernels.shared;

/// The numbers in the elementary functions, shared by every kernel set so that all of them round alike.
///
/// exp writes its argument as `x = k·ln 2 + r` with a whole number k and `|r| ≤ ln 2 / 2`, and takes
///
///     expm1(r) ≈ r + r²·(C2 + C3·r + C4·r² + C5·r³ + C6·r⁴ + C7·r⁵)
///
/// sigmoid writes `−x = k·ln 2 − r` and, one power less being enough where 1 is added, takes
///
///     1 − e⁻ʳ ≈ r + r²·(S2 + S3·r + S4·r² + S5·r³ + S6·r⁴)
///
/// tanh writes `2x = k·ln 2 + 2h` and takes `e²ʰ = (Q + h) / (Q − h)`, where Q is even in h, so that half
/// the powers are enough:
///
///     Q = h·coth h ≈ 1 + h²·(T1 + T2·h²)
///
/// The coefficients minimize the largest error relative to eʳ, e⁻ʳ and Q over the range of r or h, each
/// rounded to float before the next ones were fitted: 2⁻³¹, 2⁻²⁸ and 2⁻²⁸, where one operation's rounding
/// is 2⁻²⁴. Measured over all floats, exp is at most 0.996 ulp off, sigmoid 1.9992 and tanh 2.4992.
public final class Polynomials {
  /// log₂ e.
  public static final float LOG2_E = 0x1.715476p0f;

  /// −ln 2 with its lowest 9 bits zero, so that `k·ln 2` is exact for every k that occurs.
  public static final float MINUS_LN2_HIGH = -0x1.62e4p-1f;

  /// What is missing from [#MINUS_LN2_HIGH] to −ln 2.
  public static final float MINUS_LN2_LOW = -0x1.7f7d1cp-20f;

  public static final float C2 = 0.5f;
  public static final float C3 = 0x1.555554p-3f;
  public static final float C4 = 0x1.5554f8p-5f;
  public static final float C5 = 0x1.1112dcp-7f;
  public static final float C6 = 0x1.6d3a30p-10f;
  public static final float C7 = 0x1.9e6ae4p-13f;

  public static final float S2 = -0x1.fffffcp-2f;
  public static final float S3 = 0x1.555492p-3f;
  public static final float S4 = -0x1.5558b0p-5f;
  public static final float S5 = 0x1.12399cp-7f;
  public static final float S6 = -0x1.6a4ecap-10f;

  public static final float T1 = 0x1.55551ep-2f;
  public static final float T2 = -0x1.6aa37ap-6f;

  /// −ln 2 / 2: enough digits for tanh, where k·ln 2 counts the less the larger k is.
  public static final float MINUS_HALF_LN2 = -0x1.62e430p-2f;

  /// Below, eˣ is less than half the smallest subnormal.
  public static final float EXP_LOW = -104f;

  /// The bits of a number whose exp overflows. Among floats from 0 on the smaller has the smaller bits.
  public static final int EXP_HIGH_BITS = 0x42b2_0000; // 89

  /// The bits of 40, from where on sigmoid and tanh are 1; a positive float that is greater, or a NaN
  /// without a sign, has the greater bits as an int.
  public static final int SATURATED_BITS = 0x4220_0000;

  /// The bits of −110, below which sigmoid is less than half the smallest subnormal; a negative float
  /// of greater magnitude, or a NaN with a sign, has the greater bits as an unsigned int.
  public static final int SIGMOID_LOW_BITS = 0xc2dc_0000;

  /// The bits of −40, from where on tanh is −1.
  public static final int TANH_LOW_BITS = 0xc220_0000;

  /// 1.5·2²³: adding it to a small number rounds that to a whole number k, and leaves k in the lowest
  /// bits of the sum.
  private static final float ROUND = 0x1.8p23f;

  /// Rounds and leaves `k + 127` in the lowest bits: shifted left by [#EXPONENT_SHIFT] they are 2ᵏ.
  public static final float ROUND_TO_POWER = ROUND + 127;

  /// Rounds and leaves `k + 191`, so 2ᵏ⁺⁶⁴: with [#UNSCALE], powers down to the subnormals.
  public static final float ROUND_TO_SCALED_POWER = ROUND + 127 + 64;

  /// Rounds and leaves `k + 319`, whose bit 8 comes to the sign: −2ᵏ⁻⁶⁴, for k up to 191.
  public static final float ROUND_TO_MINUS_SCALED_POWER = ROUND + 127 - 64 + 256;

  /// 2⁻⁶⁴.
  public static final float UNSCALE = 0x1p-64f;

  /// Rounds and leaves `k + 254`: the half of it and the rest are the exponents of two factors whose
  /// product is 2ᵏ, neither of which over- or underflows.
  public static final float ROUND_TO_TWO_POWERS = ROUND + 254;

  /// Moves the lowest bits of an int to where a float has its exponent.
  public static final int EXPONENT_SHIFT = 23;

  public static final int SIGN_BIT = 0x8000_0000;

  /// The bits of √½, where log x changes its exponent, and those of a float below them.
  public static final int LOG_LOW = 0x3f3504f3;

  public static final int LOG_MANTISSA = 0x7f_ffff;

  /// Makes a subnormal number normal.
  public static final float NORMALIZE = 0x1p23f;

  /// 1.5·2²³ again, and its bits: added to those of a small whole number k they are k + 1.5·2²³.
  public static final float WHOLE = ROUND;

  public static final int WHOLE_BITS = 0x4b40_0000;

  /// [#WHOLE] and the exponent of [#NORMALIZE].
  public static final float WHOLE_OF_NORMALIZED = ROUND + 23;

  /// √2 − 1: e above that is 2·(1 + f) − 1 with a smaller f.
  public static final float LOG1P_HIGH = 0x1.a8279ap-2f;

  public static final float LN2_HIGH = -MINUS_LN2_HIGH;
  public static final float LN2_LOW = -MINUS_LN2_LOW;

  /// (log(1 + s) − log(1 − s) − 2s) / s as a polynomial in s²: the coefficients of fdlibm's `logf`.
  public static final float LOG_1 = 0xaaaaaa.0p-24f;

  public static final float LOG_2 = 0xccce13.0p-25f;
  public static final float LOG_3 = 0x91e9ee.0p-25f;
  public static final float LOG_4 = 0xf89e26.0p-26f;

  /// (atanh s − s) / s³ = 1/3 + z·(ATANH_0 + ATANH_1·z + ATANH_2·z²) with z = s², |s| ≤ 3 − 2√2, within
  /// 2⁻²⁷; 1/3 in two parts.
  public static final float THIRD = 0x1.555556p-2f;

  public static final float THIRD_LOW = -0x1.555556p-27f;
  public static final float ATANH_0 = 0x1.9999a4p-3f;
  public static final float ATANH_1 = 0x1.2479fcp-3f;
  public static final float ATANH_2 = 0x1.d81390p-4f;

  /// Powers e^y are 0 or +∞ where |y| is so large, whatever comes after the float y.
  public static final float POWER_HIGH = 128;

  /// From here on GELU is x or −0.
  public static final float GELU_HIGH = 14.5f;

  /// (t + 3)·(1 − Φ(t))/e^(−t²/2) as a polynomial in 1 − 6/(t + 3) for 0 ≤ t ≤ 14.5, fitted like C2 to
  /// C7: within 2⁻²⁴·⁶.
  public static final float TAIL_0 = 0x1.754a76p-1f;

  public static final float TAIL_1 = -0x1.04c72ap-1f;
  public static final float TAIL_2 = 0x1.d712a2p-3f;
  public static final float TAIL_3 = -0x1.832c28p-5f;
  public static final float TAIL_4 = -0x1.564838p-7f;
  public static final float TAIL_5 = 0x1.c8be20p-8f;
  public static final float TAIL_6 = 0x1.fbbd60p-11f;
  public static final float TAIL_7 = -0x1.1240d2p-10f;
  public static final float TAIL_8 = -0x1.789134p-13f;
  public static final float TAIL_9 = 0x1.4b1236p-13f;
  public static final float TAIL_10 = 0x1.6eaefep-15f;

  /// −1/√(2π).
  public static final float MINUS_PEAK = -0x1.988454p-2f;

  private Polynomials() {}
}
