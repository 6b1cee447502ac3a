package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.kernels.ElementwiseKernel.Function;
import dev.unroll.kernels.testing.Floats;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/// The vector kernels against the scalar ones, bit by bit.
@Tag("widths")
final class ElementwiseKernelBitsProperties {
  private static final ElementwiseKernel SCALAR = Kernels.scalar().elementwise();
  private static final ElementwiseKernel ACTIVE = Kernels.active().elementwise();

  /// Whole, odd and broken exponents, those with a loop of their own, and slopes.
  private static final float[] PARAMETERS = {
    2.5f, 2, -1, 0, 1, 3, 0.1f, -0.5f, 100, 1e30f, Float.POSITIVE_INFINITY, Float.NaN
  };

  private static float parameter(long seed) {
    return PARAMETERS[Math.floorMod(seed, PARAMETERS.length)];
  }

  @Property
  void forwardGivesTheScalarBits(
      @ForAll Function function,
      @ForAll(supplier = Lengths.class) int length,
      @ForAll @IntRange(max = 19) int offset,
      @ForAll long seed) {
    float[] x = Floats.at(offset, Floats.wild(seed, length));
    float[] wanted = Floats.at(3, new float[length]);
    float[] got = wanted.clone();
    SCALAR.forward(function, parameter(seed), length, x, offset, wanted, 3);
    ACTIVE.forward(function, parameter(seed), length, x, offset, got, 3);
    Floats.requireSameBits("y", wanted, got);
    float[] inPlace = x.clone();
    ACTIVE.forward(function, parameter(seed), length, inPlace, offset, inPlace, offset);
    SCALAR.forward(function, parameter(seed), length, x, offset, x, offset);
    Floats.requireSameBits("in place", x, inPlace);
  }

  @Property
  void backwardGivesTheScalarBits(
      @ForAll Function function,
      @ForAll(supplier = Lengths.class) int length,
      @ForAll @IntRange(max = 19) int offset,
      @ForAll long seed) {
    float[] x = Floats.at(offset, Floats.wild(seed, length));
    float[] dy = Floats.at(5, Floats.wild(seed + 1, length));
    float[] wanted = Floats.at(2, Floats.wild(seed + 2, length));
    float[] got = wanted.clone();
    SCALAR.backward(function, parameter(seed), length, x, offset, dy, 5, wanted, 2);
    ACTIVE.backward(function, parameter(seed), length, x, offset, dy, 5, got, 2);
    Floats.requireSameBits("dx", wanted, got);
  }

  @Property
  void clampGivesTheScalarBits(
      @ForAll(supplier = Lengths.class) int length,
      @ForAll @IntRange(max = 19) int offset,
      @ForAll long seed) {
    float[] x = Floats.at(offset, Floats.wild(seed, length));
    float[] dy = Floats.at(5, Floats.wild(seed + 1, length));
    float[] wanted = Floats.at(2, Floats.wild(seed + 2, length));
    float[] got = wanted.clone();
    SCALAR.clampBackward(length, -2, 1, x, offset, dy, 5, wanted, 2);
    ACTIVE.clampBackward(length, -2, 1, x, offset, dy, 5, got, 2);
    Floats.requireSameBits("dx", wanted, got);
    SCALAR.clamp(length, -2, 1, x, offset, wanted, 2);
    ACTIVE.clamp(length, -2, 1, x, offset, got, 2);
    Floats.requireSameBits("y", wanted, got);
  }

  /// A rounding that one set does and the other does not shows in few results: many are compared.
  @Example
  void aSweepOfAllFloatsGivesTheScalarBits() {
    int stride = 65_521; // a prime, so that all low bits occur
    float[] x = new float[4_096];
    for (long bits = 0; bits < 1L << 32; bits += (long) stride * x.length) {
      for (int i = 0; i < x.length; i++) {
        x[i] = Float.intBitsToFloat((int) (bits + (long) stride * i));
      }
      compareAll(x);
    }
  }

  @Example
  void aDenseSampleGivesTheScalarBits() {
    for (long seed = 0; seed < 10; seed++) {
      compareAll(Floats.ordinary(seed, 4_096));
    }
  }

  @Example
  void everySpecialValueAtEveryLane() {
    for (float x : Floats.special()) {
      float[] values = new float[37];
      Arrays.fill(values, x);
      compareAll(values);
    }
  }

  private static void compareAll(float[] x) {
    float[] ones = new float[x.length];
    Arrays.fill(ones, 1);
    for (Function function : Function.values()) {
      for (float p : new float[] {2.5f, -1, 0.1f, 3}) {
        float[] wanted = new float[x.length];
        float[] got = new float[x.length];
        SCALAR.forward(function, p, x.length, x, 0, wanted, 0);
        ACTIVE.forward(function, p, x.length, x, 0, got, 0);
        Floats.requireSameBits(function + " with " + p, wanted, got);
        Arrays.fill(wanted, 0);
        Arrays.fill(got, 0);
        SCALAR.backward(function, p, x.length, x, 0, ones, 0, wanted, 0);
        ACTIVE.backward(function, p, x.length, x, 0, ones, 0, got, 0);
        Floats.requireSameBits("slope of " + function + " with " + p, wanted, got);
        if (function != Function.POWER && function != Function.LEAKY_RELU) {
          break;
        }
      }
    }
  }

  @Example
  void rangesOutsideTheArraysAreRefused() {
    float[] array = new float[40];
    for (ElementwiseKernel kernel : new ElementwiseKernel[] {SCALAR, ACTIVE}) {
      for (Function function : Function.values()) {
        assertThrows(
            IllegalArgumentException.class,
            () -> kernel.forward(function, 2.5f, 32, array, 9, array, 0));
        assertThrows(
            IllegalArgumentException.class,
            () -> kernel.backward(function, 2.5f, 32, array, 0, array, 0, array, 9));
      }
    }
  }
}
