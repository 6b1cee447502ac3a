package dev.unroll.kernels.shared;

import dev.unroll.kernels.testing.Floats;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// The fused multiply-add in software against `Math.fma`.
final class FmaProperties {
  private static void check(float a, float b, float c) {
    float wanted = Math.fma(a, b, c);
    float got = Fma.inSoftware(a, b, c);
    if (Float.floatToIntBits(wanted) != Float.floatToIntBits(got)) {
      throw new AssertionError(
          "fma(%a, %a, %a): wanted %a, got %a".formatted(a, b, c, wanted, got));
    }
  }

  @Example
  void ofAllSpecialNumbers() {
    float[] special = Floats.special();
    for (float a : special) {
      for (float b : special) {
        for (float c : special) {
          check(a, b, c);
        }
      }
    }
  }

  /// Random bits, and addends near the product, or near one of its roundings, where much cancels.
  @Property(tries = 50)
  void ofAnyNumbers(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 2000; i++) {
      float a = Float.intBitsToFloat(random.nextInt());
      float b = Float.intBitsToFloat(random.nextInt());
      check(a, b, Float.intBitsToFloat(random.nextInt()));
      check(a, b, -(a * b));
      float nearOne = 1 + random.nextInt(64) * 0x1p-23f;
      check(a, nearOne, -a);
      check(a, nearOne, a * (float) (1 << random.nextInt(25)));
    }
  }

  /// Sums that lie halfway between two floats, or next to it by less than a double can tell: (1 + k/2²³)·2ⁿ and half of its
  /// last digit, and a number far below.
  @Property(tries = 50)
  void ofTies(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 2000; i++) {
      float large = Math.scalb(1 + random.nextInt(1 << 23) * 0x1p-23f, random.nextInt(-120, 120));
      float half = Math.ulp(large) / 2;
      float sign = random.nextBoolean() ? 1 : -1;
      float tiny = Math.scalb(1f, -random.nextInt(24, 31));
      // half·(1 ± tiny) is exact in double, but not the sum with large
      check(sign * half, 1 + (random.nextBoolean() ? 0x1p-23f : -0x1p-24f), large);
      check(sign * half, 1, large);
      check(half * (1 + 0x1p-12f), sign * (1 - 0x1p-12f), large);
      check(large, tiny, sign * Math.scalb(large, random.nextInt(-2, 3)));
    }
  }

  /// Results that are subnormal, where fewer digits are left.
  @Property(tries = 50)
  void ofSmallResults(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 2000; i++) {
      float a = Math.scalb(1 + random.nextInt(1 << 23) * 0x1p-23f, random.nextInt(-90, -50));
      float b = Math.scalb(1 + random.nextInt(1 << 23) * 0x1p-23f, random.nextInt(-90, -50));
      float c = random.nextInt(1 << 24) * Float.MIN_VALUE * (random.nextBoolean() ? 1 : -1);
      check(a, b, c);
      check(a, b, -(a * b));
    }
  }
}
