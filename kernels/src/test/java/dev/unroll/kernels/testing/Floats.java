package dev.unroll.kernels.testing;

import java.util.SplittableRandom;

/// Numbers to test element-wise kernels on.
public final class Floats {
  /// Where something changes in IEEE arithmetic or in exp, sigmoid and tanh.
  private static final float[] SPECIAL = {
    0f,
    -0f,
    1f,
    -1f,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN,
    Float.intBitsToFloat(0xffc00001), // another NaN
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    -Float.MIN_NORMAL,
    Math.nextDown(Float.MIN_NORMAL),
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    88.72283f, // the last whose exp is finite
    88.72284f,
    -87.33654f, // the last whose exp is normal
    -87.33655f,
    -103.27893f, // the last whose exp rounds to the smallest subnormal from above
    -103.97207f, // the last whose exp is not 0
    -103.97208f,
    89f,
    -104f,
    20f,
    -20f,
    40f,
    9.010913f, // the last whose tanh is below 1
    -9.010914f,
    0.34657359f, // ln 2 / 2: k goes from 0 to 1
    0.3465736f,
    -0.34657359f,
    -0.3465736f
  };

  private Floats() {}

  /// The special values.
  public static float[] special() {
    return SPECIAL.clone();
  }

  /// Finite numbers, most of them between −4 and 4.
  public static float[] ordinary(long seed, int length) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (2 * random.nextGaussian());
    }
    return values;
  }

  /// Ordinary numbers, random bit patterns and special values mixed.
  public static float[] wild(long seed, int length) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] =
          switch (random.nextInt(4)) {
            case 0 -> SPECIAL[random.nextInt(SPECIAL.length)];
            case 1 -> Float.intBitsToFloat(random.nextInt());
            default -> (float) (20 * random.nextGaussian());
          };
    }
    return values;
  }

  /// As the other two, by choice.
  public static float[] of(boolean wild, long seed, int length) {
    return wild ? wild(seed, length) : ordinary(seed, length);
  }

  /// Copied between NaNs, from index `offset` on.
  public static float[] at(int offset, float[] values) {
    float[] array = new float[offset + values.length + 17];
    java.util.Arrays.fill(array, Float.NaN);
    System.arraycopy(values, 0, array, offset, values.length);
    return array;
  }

  /// Requires the same bits, all NaNs being one.
  public static void requireSameBits(String what, float[] wanted, float[] got) {
    if (wanted.length != got.length) {
      throw new AssertionError(
          "%s: wanted %d numbers, got %d".formatted(what, wanted.length, got.length));
    }
    for (int i = 0; i < wanted.length; i++) {
      if (Float.floatToIntBits(wanted[i]) != Float.floatToIntBits(got[i])) {
        throw new AssertionError(
            "%s[%d]: wanted %s (%a), got %s (%a)"
                .formatted(what, i, wanted[i], wanted[i], got[i], got[i]));
      }
    }
  }
}
