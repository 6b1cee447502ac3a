package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.kernels.LossKernel.Loss;
import dev.unroll.kernels.testing.Floats;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

@Tag("widths")
final class LossKernelProperties {
  private static final LossKernel SCALAR = Kernels.scalar().loss();
  private static final LossKernel ACTIVE = Kernels.active().loss();
  private static final float DELTA = 0.75f;

  /// Roundings of values and slopes, each of a number of the size of x, t or the result.
  private static final double ERROR = 4 * 0x1p-23;

  @Property
  void bothGiveTheScalarBits(
      @ForAll Loss loss,
      @ForAll(supplier = Lengths.class) int length,
      @ForAll @IntRange(max = 19) int offset,
      @ForAll boolean wild,
      @ForAll long seed) {
    float[] x = Floats.at(offset, Floats.of(wild, seed, length));
    float[] t = Floats.at(4, Floats.of(wild, seed + 1, length));
    float[] wanted = Floats.at(3, new float[length]);
    float[] got = wanted.clone();
    SCALAR.values(loss, DELTA, length, x, offset, t, 4, wanted, 3);
    ACTIVE.values(loss, DELTA, length, x, offset, t, 4, got, 3);
    Floats.requireSameBits("values", wanted, got);
    SCALAR.slopes(loss, DELTA, length, x, offset, t, 4, wanted, 3);
    ACTIVE.slopes(loss, DELTA, length, x, offset, t, 4, got, 3);
    Floats.requireSameBits("slopes", wanted, got);
    ACTIVE.slopes(loss, DELTA, length, x, offset, t, 4, x, offset);
    System.arraycopy(x, offset, got, 3, length);
    Floats.requireSameBits("slopes in place", wanted, got);
  }

  @Property
  void nearTheEquations(@ForAll Loss loss, @ForAll long seed) {
    float[] x = Floats.ordinary(seed, 64);
    float[] t = Floats.ordinary(seed + 1, 64);
    float[] values = new float[64];
    float[] slopes = new float[64];
    SCALAR.values(loss, DELTA, 64, x, 0, t, 0, values, 0);
    SCALAR.slopes(loss, DELTA, 64, x, 0, t, 0, slopes, 0);
    for (int i = 0; i < 64; i++) {
      double d = (double) x[i] - t[i];
      double size = Math.abs(d);
      double value =
          switch (loss) {
            case SQUARED -> d * d;
            case ABSOLUTE -> size;
            case HUBER -> size <= DELTA ? d * d / 2 : DELTA * (size - DELTA / 2);
            case BINARY_CROSS_ENTROPY -> Math.log1p(Math.exp(x[i])) - (double) x[i] * t[i];
          };
      double slope =
          switch (loss) {
            case SQUARED -> 2 * d;
            case ABSOLUTE -> Math.signum(d);
            case HUBER -> Math.clamp(d, -DELTA, DELTA);
            case BINARY_CROSS_ENTROPY -> 1 / (1 + Math.exp(-x[i])) - t[i];
          };
      double scale = 1 + Math.abs(x[i]) + Math.abs(t[i]);
      check("value", value, values[i], ERROR * scale * scale);
      check("slope", slope, slopes[i], ERROR * scale);
    }
  }

  /// Against a likely target little but log(1 + e^−|x|) is left.
  @Example
  void smallCrossEntropiesKeepTheirDigits() {
    for (int i = 0; i < 10_000; i++) {
      float x = -i * 0.01f;
      float[] y = new float[1];
      SCALAR.values(Loss.BINARY_CROSS_ENTROPY, 0, 1, new float[] {x}, 0, new float[] {0}, 0, y, 0);
      double wanted = StrictMath.log1p(StrictMath.exp(x));
      check("of " + x, wanted, y[0], 3 * 0x1p-23 * wanted + Float.MIN_VALUE);
    }
  }

  private static void check(String what, double wanted, float got, double tolerance) {
    if (!(Math.abs(got - wanted) <= tolerance)) {
      throw new AssertionError("%s: wanted %s, got %s".formatted(what, wanted, got));
    }
  }

  @Example
  void rangesOutsideTheArraysAreRefused() {
    float[] a = new float[40];
    for (LossKernel kernel : new LossKernel[] {SCALAR, ACTIVE}) {
      for (Loss loss : Loss.values()) {
        assertThrows(
            IllegalArgumentException.class, () -> kernel.values(loss, DELTA, 32, a, 9, a, 0, a, 0));
        assertThrows(
            IllegalArgumentException.class, () -> kernel.slopes(loss, DELTA, 32, a, 0, a, 9, a, 0));
      }
    }
  }
}
