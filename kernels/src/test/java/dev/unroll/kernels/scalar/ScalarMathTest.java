package dev.unroll.kernels.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.kernels.testing.Floats;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The functions against [StrictMath] in double, whose own errors are 2⁻²⁹ of the ulps measured here.
final class ScalarMathTest {
  private static final double EXP_ULPS = 1;
  private static final double SIGMOID_ULPS = 2.1;
  private static final double TANH_ULPS = 2.5;
  private static final double LOG_ULPS = 1;
  private static final double LOG1P_ULPS = 2;
  private static final double GELU_ULPS = 4.5;
  private static final double GELU_DERIVATIVE_ERROR = 0x1.8p-23;

  /// Every so many-th float of all 2³²: a prime, so that all low bits occur.
  private static final int STRIDE = 1_021;

  private static final int SAMPLES = 300_000;

  @FunctionalInterface
  interface FloatFunction {
    float apply(float x);
  }

  /// A function with its exact twin and the range from which to sample densely.
  record Subject(
      String name,
      FloatFunction function,
      DoubleUnaryOperator exact,
      double ulps,
      double low,
      double high) {
    @Override
    public String toString() {
      return name;
    }

    void check(float x) {
      float got = function.apply(x);
      double wanted = exact.applyAsDouble(x);
      if (Double.isNaN(wanted)) {
        if (!Float.isNaN(got)) {
          throw new AssertionError("%s(%s): wanted NaN, got %s".formatted(name, x, got));
        }
        return;
      }
      if (!(errorInUlps(wanted, got) <= ulps)) {
        throw new AssertionError(
            "%s(%s): wanted %s, got %s, %.3f ulp off, tolerance %s"
                .formatted(name, x, wanted, got, errorInUlps(wanted, got), ulps));
      }
    }
  }

  /// In units of the distance between floats at the exact value; past the largest float that is its
  /// own, and infinity stands for the next.
  private static double errorInUlps(double exact, float got) {
    int exponent = Math.clamp(Math.getExponent(exact), Float.MIN_EXPONENT, Float.MAX_EXPONENT);
    double limit = 0x1p128;
    double bounded = Math.clamp(exact, -limit, limit);
    double number = Math.clamp((double) got, -limit, limit);
    return Math.abs(bounded - number) / Math.scalb(1.0, exponent - 23);
  }

  private static double logistic(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }

  private static double gelu(double x) {
    return x == Double.NEGATIVE_INFINITY ? -0.0 : x * Normal.distribution(x);
  }

  static Stream<Subject> subjects() {
    return Stream.of(
        new Subject("exp", ScalarMath::exp, StrictMath::exp, EXP_ULPS, -104, 89),
        new Subject(
            "sigmoid", ScalarMath::sigmoid, ScalarMathTest::logistic, SIGMOID_ULPS, -105, 30),
        new Subject("tanh", ScalarMath::tanh, StrictMath::tanh, TANH_ULPS, -10, 10),
        new Subject("log", ScalarMath::log, StrictMath::log, LOG_ULPS, 0.5, 2),
        new Subject("gelu", ScalarGelu::value, ScalarMathTest::gelu, GELU_ULPS, -14.6, 6));
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void sweepOfAllFloats(Subject subject) {
    for (long bits = 0; bits < 1L << 32; bits += STRIDE) {
      subject.check(Float.intBitsToFloat((int) bits));
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void denseSampleWhereTheFunctionMoves(Subject subject) {
    SplittableRandom random = new SplittableRandom(20_240_229);
    for (int i = 0; i < SAMPLES; i++) {
      subject.check((float) random.nextDouble(subject.low(), subject.high()));
      subject.check((float) random.nextGaussian());
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void specialValuesAndTheirNeighbours(Subject subject) {
    for (float x : Floats.special()) {
      subject.check(x);
      subject.check(Math.nextUp(x));
      subject.check(Math.nextDown(x));
    }
  }

  @Test
  void limitsAreExact() {
    assertEquals(1f, ScalarMath.exp(0f));
    assertEquals(1f, ScalarMath.exp(-0f));
    assertEquals(Float.POSITIVE_INFINITY, ScalarMath.exp(Float.POSITIVE_INFINITY));
    assertEquals(0f, ScalarMath.exp(Float.NEGATIVE_INFINITY));
    assertEquals(Float.POSITIVE_INFINITY, ScalarMath.exp(88.72284f));
    assertEquals(Float.MIN_VALUE, ScalarMath.exp(-103.27893f));
    assertEquals(0f, ScalarMath.exp(-104f));
    assertEquals(0.5f, ScalarMath.sigmoid(-0f));
    assertEquals(1f, ScalarMath.sigmoid(Float.POSITIVE_INFINITY));
    assertEquals(0f, ScalarMath.sigmoid(Float.NEGATIVE_INFINITY));
    assertEquals(-0f, ScalarMath.tanh(-0f));
    assertEquals(0f, ScalarMath.tanh(0f));
    assertEquals(1f, ScalarMath.tanh(Float.POSITIVE_INFINITY));
    assertEquals(-1f, ScalarMath.tanh(Float.NEGATIVE_INFINITY));
    assertEquals(-Float.MIN_VALUE, ScalarMath.tanh(-Float.MIN_VALUE));
  }

  @Test
  void expOfNegativeIsExp() {
    for (long bits = 1L << 31; bits < 1L << 32; bits += 2L * STRIDE) {
      float x = Float.intBitsToFloat((int) bits);
      assertEquals(ScalarMath.exp(x), ScalarMath.expOfNegative(x));
    }
  }

  @Test
  void log1pOfZeroToOne() {
    Subject log1p = new Subject("log1p", ScalarMath::log1p, StrictMath::log1p, LOG1P_ULPS, 0, 1);
    for (int bits = 0; bits <= Float.floatToIntBits(1); bits += STRIDE) {
      log1p.check(Float.intBitsToFloat(bits));
    }
    SplittableRandom random = new SplittableRandom(20_240_301);
    for (int i = 0; i < SAMPLES; i++) {
      log1p.check((float) random.nextDouble(1));
    }
    log1p.check(1);
    log1p.check(Float.NaN);
  }

  @Test
  void theDerivativeOfGelu() {
    for (long bits = 0; bits < 1L << 32; bits += STRIDE) {
      checkGeluDerivative(Float.intBitsToFloat((int) bits));
    }
    SplittableRandom random = new SplittableRandom(20_240_302);
    for (int i = 0; i < SAMPLES; i++) {
      checkGeluDerivative((float) random.nextDouble(-15, 10));
    }
  }

  private static void checkGeluDerivative(float x) {
    if (Float.isFinite(x)) {
      double wanted = Normal.distribution(x) + x * Normal.density(x);
      float got = ScalarGelu.derivative(x);
      if (!(Math.abs(got - wanted) <= GELU_DERIVATIVE_ERROR)) {
        throw new AssertionError("gelu'(%s): wanted %s, got %s".formatted(x, wanted, got));
      }
    }
  }

  @Test
  void limitsOfLogAndGelu() {
    assertEquals(0f, ScalarMath.log(1f));
    assertEquals(Float.NEGATIVE_INFINITY, ScalarMath.log(0f));
    assertEquals(Float.NEGATIVE_INFINITY, ScalarMath.log(-0f));
    assertEquals(Float.NaN, ScalarMath.log(-Float.MIN_VALUE));
    assertEquals(Float.POSITIVE_INFINITY, ScalarMath.log(Float.POSITIVE_INFINITY));
    assertEquals(0f, ScalarGelu.value(0f));
    assertEquals(-0f, ScalarGelu.value(-0f));
    assertEquals(-0f, ScalarGelu.value(-20));
    assertEquals(-0f, ScalarGelu.value(Float.NEGATIVE_INFINITY));
    assertEquals(20f, ScalarGelu.value(20));
    assertEquals(Float.POSITIVE_INFINITY, ScalarGelu.value(Float.POSITIVE_INFINITY));
    assertEquals(0.5f, ScalarGelu.derivative(-0f));
    assertEquals(1f, ScalarGelu.derivative(Float.POSITIVE_INFINITY));
  }
}
