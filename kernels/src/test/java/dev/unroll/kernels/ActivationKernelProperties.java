package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.kernels.testing.Floats;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

@Tag("widths")
final class ActivationKernelProperties {
  private static final ActivationKernel SCALAR = Kernels.scalar().activation();
  private static final ActivationKernel ACTIVE = Kernels.active().activation();

  enum Forward {
    EXP,
    SIGMOID,
    TANH,
    RELU;

    void run(ActivationKernel kernel, int length, float[] x, int xOffset, float[] y, int yOffset) {
      switch (this) {
        case EXP -> kernel.exp(length, x, xOffset, y, yOffset);
        case SIGMOID -> kernel.sigmoid(length, x, xOffset, y, yOffset);
        case TANH -> kernel.tanh(length, x, xOffset, y, yOffset);
        case RELU -> kernel.relu(length, x, xOffset, y, yOffset);
      }
    }
  }

  enum Backward {
    SIGMOID,
    TANH,
    RELU;

    void run(
        ActivationKernel kernel,
        int length,
        float[] y,
        int yOffset,
        float[] dy,
        int dyOffset,
        float[] dx,
        int dxOffset) {
      switch (this) {
        case SIGMOID -> kernel.sigmoidBackward(length, y, yOffset, dy, dyOffset, dx, dxOffset);
        case TANH -> kernel.tanhBackward(length, y, yOffset, dy, dyOffset, dx, dxOffset);
        case RELU -> kernel.reluBackward(length, y, yOffset, dy, dyOffset, dx, dxOffset);
      }
    }

    /// φ' written in y.
    double derivative(double y) {
      return switch (this) {
        case SIGMOID -> y * (1 - y);
        case TANH -> 1 - y * y;
        case RELU -> y > 0 ? 1 : 0;
      };
    }
  }

  @Property
  void forwardGivesTheScalarBits(
      @ForAll Forward function,
      @ForAll(supplier = Lengths.class) int length,
      @ForAll @IntRange(max = 19) int offset,
      @ForAll long seed) {
    float[] x = Floats.at(offset, Floats.wild(seed, length));
    float[] wanted = Floats.at(3, new float[length]);
    float[] got = wanted.clone();
    function.run(SCALAR, length, x, offset, wanted, 3);
    function.run(ACTIVE, length, x, offset, got, 3);
    Floats.requireSameBits("y", wanted, got);
  }

  @Property
  void forwardInPlaceGivesTheSameBits(
      @ForAll Forward function,
      @ForAll(supplier = Lengths.class) int length,
      @ForAll @IntRange(max = 19) int offset,
      @ForAll long seed) {
    float[] x = Floats.at(offset, Floats.wild(seed, length));
    float[] wanted = x.clone();
    function.run(SCALAR, length, x, offset, wanted, offset);
    float[] inPlace = x.clone();
    function.run(ACTIVE, length, inPlace, offset, inPlace, offset);
    Floats.requireSameBits("vector, in place", wanted, inPlace);
    inPlace = x.clone();
    function.run(SCALAR, length, inPlace, offset, inPlace, offset);
    Floats.requireSameBits("scalar, in place", wanted, inPlace);
  }

  @Property
  void backwardGivesTheScalarBits(
      @ForAll Backward function,
      @ForAll(supplier = Lengths.class) int length,
      @ForAll @IntRange(max = 19) int offset,
      @ForAll long seed) {
    float[] y = Floats.at(offset, Floats.wild(seed, length));
    float[] dy = Floats.at(5, Floats.wild(seed + 1, length));
    float[] wanted = Floats.at(2, Floats.wild(seed + 2, length));
    float[] got = wanted.clone();
    function.run(SCALAR, length, y, offset, dy, 5, wanted, 2);
    function.run(ACTIVE, length, y, offset, dy, 5, got, 2);
    Floats.requireSameBits("dx", wanted, got);
  }

  /// Two roundings: φ', which is at most 1 and may be a cancelled difference, and the sum.
  @Property
  void backwardAddsTheDerivative(
      @ForAll Backward function, @ForAll(supplier = Lengths.class) int length, @ForAll long seed) {
    double roundings = 2 * 0x1p-24;
    float[] y = Floats.ordinary(seed, length);
    SCALAR.tanh(length, y, 0, y, 0); // so that |y| ≤ 1
    float[] dy = Floats.ordinary(seed + 1, length);
    float[] before = Floats.ordinary(seed + 2, length);
    float[] dx = before.clone();
    function.run(SCALAR, length, y, 0, dy, 0, dx, 0);
    for (int i = 0; i < length; i++) {
      double wanted = before[i] + dy[i] * function.derivative(y[i]);
      double tolerance = roundings * (Math.abs(before[i]) + 2 * Math.abs(dy[i]));
      if (!(Math.abs(dx[i] - wanted) <= tolerance)) {
        throw new AssertionError("dx[%d]: wanted %s, got %s".formatted(i, wanted, dx[i]));
      }
    }
  }

  @Example
  void everySpecialValueAtEveryLane() {
    float[] special = Floats.special();
    for (Forward function : Forward.values()) {
      for (float x : special) {
        float[] values = new float[37];
        java.util.Arrays.fill(values, x);
        float[] wanted = new float[37];
        float[] got = new float[37];
        function.run(SCALAR, 37, values, 0, wanted, 0);
        function.run(ACTIVE, 37, values, 0, got, 0);
        Floats.requireSameBits(function + " of " + x, wanted, got);
      }
    }
  }

  /// A rounding that one set does and the other does not shows in few results: many are compared.
  @Example
  void aSweepOfAllFloatsGivesTheScalarBits() {
    int stride = 8_191; // a prime, so that all low bits occur
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
    for (long seed = 0; seed < 50; seed++) {
      compareAll(Floats.ordinary(seed, 4_096));
    }
  }

  private static void compareAll(float[] x) {
    float[] wanted = new float[x.length];
    float[] got = new float[x.length];
    for (Forward function : Forward.values()) {
      function.run(SCALAR, x.length, x, 0, wanted, 0);
      function.run(ACTIVE, x.length, x, 0, got, 0);
      Floats.requireSameBits(function.name(), wanted, got);
    }
  }

  @Example
  void reluKeepsNaNAndDropsTheSignOfZero() {
    float[] got = new float[4];
    SCALAR.relu(4, new float[] {Float.NaN, -0f, -3, 2}, 0, got, 0);
    Floats.requireSameBits("relu", new float[] {Float.NaN, 0, 0, 2}, got);
  }

  /// They are refused before anything is written.
  @Example
  void rangesOutsideTheArraysAreRefused() {
    float[] few = Floats.ordinary(1, 40);
    float[] x = Floats.ordinary(2, 80);
    float[] y = Floats.ordinary(3, 80);
    for (ActivationKernel kernel : new ActivationKernel[] {SCALAR, ACTIVE}) {
      for (int length : new int[] {3, 32}) {
        for (Forward function : Forward.values()) {
          refused(y, () -> function.run(kernel, length, few, 39, y, 0));
          refused(y, () -> function.run(kernel, length, few, -1, y, 0));
          refused(few, () -> function.run(kernel, length, x, 0, few, 38));
        }
        for (Backward function : Backward.values()) {
          refused(y, () -> function.run(kernel, length, few, 39, x, 0, y, 0));
          refused(y, () -> function.run(kernel, length, x, 0, few, 39, y, 0));
          refused(few, () -> function.run(kernel, length, x, 0, x, 0, few, 38));
        }
      }
    }
  }

  private static void refused(float[] result, Runnable call) {
    float[] before = result.clone();
    assertThrows(IllegalArgumentException.class, call::run);
    Floats.requireSameBits("the result", before, result);
  }
}
