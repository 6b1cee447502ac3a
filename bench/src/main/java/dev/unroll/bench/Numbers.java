package dev.unroll.bench;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;

/// Seeded operands.
public final class Numbers {
  private Numbers() {}

  /// `length` numbers, uniform within ±`limit`.
  public static float[] uniform(long seed, int length, float limit) {
    RandomStream random = new RandomStream(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = limit * (2 * random.nextFloat() - 1);
    }
    return values;
  }

  /// A tensor of numbers, uniform within ±`limit`.
  public static Tensor tensor(long seed, float limit, int... dimensions) {
    Shape shape = Shape.of(dimensions);
    return Tensor.wrap(uniform(seed, shape.elements(), limit), 0, shape);
  }

  /// `length` ids from 0 to `bound` − 1.
  public static int[] ids(long seed, int length, int bound) {
    RandomStream random = new RandomStream(seed);
    int[] ids = new int[length];
    for (int i = 0; i < length; i++) {
      ids[i] = random.nextInt(bound);
    }
    return ids;
  }

  /// Requires two results to be the same bit for bit: what every benchmark checks once, in set-up.
  public static void requireSameBits(String what, float[] expected, float[] actual) {
    for (int i = 0; i < expected.length; i++) {
      if (Float.floatToRawIntBits(expected[i]) != Float.floatToRawIntBits(actual[i])) {
        throw new IllegalStateException(
            "%s[%d]: expected %s, got %s".formatted(what, i, expected[i], actual[i]));
      }
    }
  }
}
