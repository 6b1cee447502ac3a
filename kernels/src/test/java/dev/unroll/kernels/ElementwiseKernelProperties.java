package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.kernels.ElementwiseKernel.Function;
import dev.unroll.kernels.testing.Floats;
import dev.unroll.kernels.testing.KernelChoice;
import dev.unroll.kernels.testing.NormalOracle;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

@Tag("widths")
final class ElementwiseKernelProperties {
  /// Half an ulp of a float between 1 and 2: one rounding.
  private static final double EPS = 0x1p-24;

  private static final float[] PARAMETERS = {0.01f, 0, 1, 2, -1, 0.5f, 3};

  /// φ(x) in double.
  private static double value(Function function, double p, double x) {
    return switch (function) {
      case SQUARE -> x * x;
      case SQUARE_ROOT -> Math.sqrt(x);
      case ABSOLUTE -> x < 0 ? -x : x;
      case LOG -> Math.log(x);
      case GELU -> x * NormalOracle.distribution(x);
      case POWER -> Math.pow(x, p);
      case LEAKY_RELU -> x > 0 ? x : p * x;
    };
  }

  /// φ'(x) in double.
  private static double derivative(Function function, double p, double x) {
    return switch (function) {
      case SQUARE -> 2 * x;
      case SQUARE_ROOT -> 1 / (2 * Math.sqrt(x));
      case ABSOLUTE -> x == 0 ? 0 : x / Math.abs(x);
      case LOG -> 1 / x;
      case GELU -> NormalOracle.distribution(x) + x * NormalOracle.density(x);
      case POWER -> p == 0 ? 0 : p * Math.pow(x, p - 1);
      case LEAKY_RELU -> x > 0 ? 1 : p;
    };
  }

  /// Where φ is real: above 0 for roots, logarithms and powers, not all of them whole.
  private static float[] arguments(Function function, long seed, int length) {
    float[] x = Floats.ordinary(seed, length);
    switch (function) {
      case SQUARE_ROOT, LOG, POWER -> {
        for (int i = 0; i < length; i++) {
          x[i] = Math.abs(x[i]) + 0x1p-10f;
        }
      }
      default -> {}
    }
    return x;
  }

  /// The relative error of φ in roundings: two are an ulp at most, one is a number rounded once.
  private static double roundings(Function function) {
    return switch (function) {
      case SQUARE, SQUARE_ROOT, ABSOLUTE, LEAKY_RELU -> 1;
      case LOG -> 2;
      case POWER -> 2.5;
      case GELU -> 9;
    };
  }

  /// The errors of the contract, and that of what is rounded: the error of a double.
  @Property
  void forwardIsTheEquationRounded(
      @ForAll Function function,
      @ForAll KernelChoice choice,
      @ForAll(supplier = Lengths.class) int length,
      @ForAll @IntRange(max = 6) int parameter,
      @ForAll boolean inPlace,
      @ForAll long seed) {
    float p = PARAMETERS[parameter];
    float[] numbers = arguments(function, seed, length);
    float[] x = Floats.at(3, numbers);
    int at = inPlace ? 3 : 2;
    float[] y = inPlace ? x : Floats.at(at, new float[length]);
    choice.set().elementwise().forward(function, p, length, x, 3, y, at);
    for (int i = 0; i < length; i++) {
      double wanted = value(function, p, numbers[i]);
      double tolerance = 1.001 * EPS * roundings(function) * Math.abs(wanted);
      requireClose(function, i, wanted, y[at + i], tolerance);
    }
    requireGuards(y, at, length);
  }

  /// Up to two roundings of the derivative besides its own error, and one of the sum.
  @Property
  void backwardAddsTheDerivative(
      @ForAll Function function,
      @ForAll KernelChoice choice,
      @ForAll(supplier = Lengths.class) int length,
      @ForAll @IntRange(max = 6) int parameter,
      @ForAll long seed) {
    float p = PARAMETERS[parameter];
    float[] x = Floats.at(3, arguments(function, seed, length));
    float[] dy = Floats.at(5, Floats.ordinary(seed + 1, length));
    float[] before = Floats.ordinary(seed + 2, length);
    float[] dx = Floats.at(2, before);
    choice.set().elementwise().backward(function, p, length, x, 3, dy, 5, dx, 2);
    for (int i = 0; i < length; i++) {
      double share = dy[5 + i] * derivative(function, p, x[3 + i]);
      double own =
          switch (function) {
            case GELU -> 3 * Math.abs(dy[5 + i]);
            case POWER -> 2.5 * Math.abs(share);
            default -> 0;
          };
      double tolerance = EPS * (3 * Math.abs(share) + own + Math.abs(before[i]));
      requireClose(function, i, before[i] + share, dx[2 + i], tolerance);
    }
    requireGuards(dx, 2, length);
  }

  @Property
  void clampAndItsGradient(
      @ForAll KernelChoice choice,
      @ForAll(supplier = Lengths.class) int length,
      @ForAll @IntRange(min = -3, max = 1) int low,
      @ForAll @IntRange(max = 3) int span,
      @ForAll long seed) {
    int high = low + span;
    float[] x = Floats.wild(seed, length + 8); // numbers beyond the run, too
    for (int i = 0; i < length; i += 3) {
      x[3 + i] = i % 2 == 0 ? low : high;
    }
    float[] dy = Floats.ordinary(seed + 1, length + 8);
    float[] y = Floats.ordinary(seed + 2, length + 8);
    float[] dx = Floats.ordinary(seed + 3, length + 8);
    float[] wantedY = y.clone();
    float[] wantedDx = dx.clone();
    for (int i = 0; i < length; i++) {
      float a = x[3 + i];
      wantedY[2 + i] = Float.isNaN(a) ? a : a < low ? low : a > high ? high : a;
      boolean outside = a < low || a > high;
      wantedDx[1 + i] = outside ? dx[1 + i] : dx[1 + i] + dy[5 + i];
    }
    ElementwiseKernel kernel = choice.set().elementwise();
    kernel.clamp(length, low, high, x, 3, y, 2);
    Floats.requireSameBits("y", wantedY, y);
    kernel.clampBackward(length, low, high, x, 3, dy, 5, dx, 1);
    Floats.requireSameBits("dx", wantedDx, dx);
  }

  /// What each function makes of 0, in the order of [Function].
  @Example
  void atZero() {
    float infinity = Float.POSITIVE_INFINITY;
    float[] values = {0, 0, 0, -infinity, 0, 0, 0};
    float[] slopes = {0, infinity, 0, infinity, 0.5f, 0, 0.25f};
    float p = 0.25f;
    for (KernelChoice choice : KernelChoice.values()) {
      for (Function function : Function.values()) {
        float power = function == Function.POWER ? 2 : p;
        float[] y = new float[1];
        float[] dx = new float[1];
        ElementwiseKernel kernel = choice.set().elementwise();
        kernel.forward(function, power, 1, new float[1], 0, y, 0);
        kernel.backward(function, power, 1, new float[1], 0, new float[] {1}, 0, dx, 0);
        assertEquals(values[function.ordinal()], y[0], function + " of 0");
        assertEquals(slopes[function.ordinal()], dx[0], "the slope of " + function + " at 0");
      }
    }
  }

  @Example
  void aNanStaysNan() {
    for (KernelChoice choice : KernelChoice.values()) {
      for (Function function : Function.values()) {
        float[] x = {Float.NaN};
        choice.set().elementwise().forward(function, 2, 1, x, 0, x, 0);
        assertEquals(Float.NaN, x[0], function.name());
      }
    }
  }

  private static void requireClose(
      Function function, int index, double wanted, double got, double tolerance) {
    if (!(Math.abs(got - wanted) <= tolerance)) {
      throw new AssertionError(
          "%s[%d]: wanted %s, got %s, tolerance %.3g"
              .formatted(function, index, wanted, got, tolerance));
    }
  }

  private static void requireGuards(float[] array, int offset, int length) {
    float[] wanted = Floats.at(offset, Arrays.copyOfRange(array, offset, offset + length));
    Floats.requireSameBits("between guards", wanted, array);
  }
}
