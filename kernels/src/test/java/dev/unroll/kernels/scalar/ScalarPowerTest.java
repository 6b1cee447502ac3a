package dev.unroll.kernels.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.kernels.ElementwiseKernel;
import dev.unroll.kernels.ElementwiseKernel.Function;
import dev.unroll.kernels.testing.Floats;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Powers against [StrictMath#pow] in double.
final class ScalarPowerTest {
  private static final double ULPS = 1.25;

  /// Every so many-th float of all 2³²: a prime, so that all low bits occur.
  private static final int STRIDE = 65_521;

  private static final int SAMPLES = 30_000;

  private static final ElementwiseKernel KERNEL = new ScalarElementwiseKernel();

  private static float power(float x, float p) {
    float[] y = {x};
    KERNEL.forward(Function.POWER, p, 1, y, 0, y, 0);
    return y[0];
  }

  private static void check(float x, float p) {
    double wanted = StrictMath.pow(x, p);
    float got = power(x, p);
    if (Double.isNaN(wanted) ? !Float.isNaN(got) : !(ulps(wanted, got) <= ULPS)) {
      throw new AssertionError("%s to %s: wanted %s, got %s".formatted(x, p, wanted, got));
    }
  }

  private static double ulps(double wanted, float got) {
    int exponent = Math.clamp(Math.getExponent(wanted), Float.MIN_EXPONENT, Float.MAX_EXPONENT);
    double limit = 0x1p128;
    double error = Math.clamp(wanted, -limit, limit) - Math.clamp((double) got, -limit, limit);
    return Math.abs(error) / Math.scalb(1.0, exponent - 23);
  }

  @ParameterizedTest
  @ValueSource(
      floats = {
        2.5f,
        -1,
        0.5f,
        3,
        1 / 3f,
        -0.9f,
        -2,
        100,
        17.3f,
        1e6f,
        -3e5f,
        1e30f,
        7e-4f,
        -0.01f,
        0.9999f,
        16_777_217f,
        1e-30f,
        5,
        -7,
        1,
        2
      })
  void withinItsError(float p) {
    for (long bits = 0; bits < 1L << 32; bits += STRIDE) {
      check(Float.intBitsToFloat((int) bits), p);
    }
    // where the power is neither 0 nor infinite
    double range = Math.min(2, 90 / Math.abs((double) p));
    SplittableRandom random = new SplittableRandom(20_240_303);
    for (int i = 0; i < SAMPLES; i++) {
      check((float) Math.exp(random.nextDouble(-range, range)), p);
    }
  }

  /// The slope of xᵖ is p·xᵖ⁻¹ with an exponent that is not rounded to float.
  @ParameterizedTest
  @ValueSource(floats = {0.1f, -0.3f, 2.7f, 3, 1e-3f})
  void theDerivativeHasTheExactExponent(float p) {
    SplittableRandom random = new SplittableRandom(20_240_304);
    for (int i = 0; i < SAMPLES; i++) {
      float x = (float) Math.exp(random.nextDouble(-20, 20));
      float[] slope = {0};
      KERNEL.backward(Function.POWER, p, 1, new float[] {x}, 0, new float[] {1}, 0, slope, 0);
      double wanted = p * StrictMath.pow(x, p - 1.0);
      if (!(ulps(wanted, slope[0]) <= 2 * ULPS + 0.5)) { // p times a power of up to half the ulp
        throw new AssertionError(
            "derivative of %s to %s: wanted %s, got %s".formatted(x, p, wanted, slope[0]));
      }
    }
  }

  @Test
  void specialCasesAreExact() {
    float[] special = Floats.special();
    float[] exponents = {
      0,
      -0f,
      1,
      2,
      3,
      -1,
      -2,
      -3,
      0.5f,
      -0.5f,
      1.5f,
      1e30f,
      -1e30f,
      16_777_216,
      16_777_215,
      -16_777_215,
      Float.MAX_VALUE,
      Float.MIN_VALUE,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.NaN
    };
    for (float p : exponents) {
      for (float x : special) {
        float wanted = (float) StrictMath.pow(x, p);
        if (Float.isNaN(wanted) || Float.isInfinite(wanted) || wanted == 0 || Math.abs(x) == 1) {
          assertEquals(wanted, power(x, p), () -> x + " to " + p);
        } else {
          check(x, p);
        }
      }
    }
  }
}
