package dev.unroll.autograd.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Reductions at the ends of float32: a result that float32 can hold is given, whatever happens on the way to
/// it, and what lies past a row's length is not looked at.
final class ExtremesTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;
  private static final float HUGE = Float.MAX_VALUE;

  private final Tape tape = new Tape();

  private record Result(float y, float[] dx) {}

  private Result run(UnaryOperator<Variable> graph, float... x) {
    try (var _ = tape.step()) {
      Variable input = tape.leaf(Tensor.of(Shape.of(x.length), x));
      Variable y = graph.apply(input);
      tape.backward(y);
      return new Result(y.value().item(), input.gradient().toArray());
    }
  }

  @Test
  void logSumExpOfInfinities() {
    Result result = run(Ops::logSumExp, -INFINITY, -INFINITY);
    assertEquals(-INFINITY, result.y());
    assertArrayEquals(new float[] {0, 0}, result.dx());
    result = run(Ops::logSumExp, INFINITY, 0);
    assertEquals(INFINITY, result.y());
    assertArrayEquals(new float[] {1, 0}, result.dx());
    result = run(Ops::logSumExp, INFINITY, -INFINITY, INFINITY);
    assertEquals(INFINITY, result.y());
    assertArrayEquals(new float[] {0.5f, 0, 0.5f}, result.dx());
    result = run(Ops::logSumExp, -INFINITY, 3);
    assertEquals(3, result.y());
    assertArrayEquals(new float[] {0, 1}, result.dx());
    assertEquals(HUGE, run(Ops::logSumExp, HUGE, -HUGE).y());
    assertEquals(Float.NaN, run(Ops::logSumExp, Float.NaN, INFINITY).y());
    assertEquals(Float.NaN, run(Ops::logSumExp, -INFINITY, Float.NaN).y());
  }

  @Test
  void normsOfAnySize() {
    for (float size : new float[] {1e20f, 1e-25f, 1e-38f, 1e38f, 1e-44f, 0x1p-149f, 1}) {
      Result result = run(Ops::norm, 0.6f * size, 0, 0.8f * size);
      assertEquals(size, result.y(), size * 1e-6 + Float.MIN_VALUE);
      if (size > 1e-38f) {
        assertArrayEquals(new float[] {0.6f, 0, 0.8f}, result.dx(), 1e-6f);
      }
    }
    Result result = run(Ops::norm, 1e20f, 1, 1);
    assertEquals(1e20f, result.y());
    assertArrayEquals(new float[] {1, 1e-20f, 1e-20f}, result.dx());
    assertEquals(0, run(Ops::norm, 0, 0).y());
    assertEquals(INFINITY, run(Ops::norm, 1, -INFINITY).y());
    assertEquals(Float.NaN, run(Ops::norm, 1, Float.NaN).y());
    assertEquals(INFINITY, run(Ops::norm, HUGE, HUGE).y());
  }

  @Test
  void sumsAndMeans() {
    assertEquals(HUGE, run(Ops::sum, HUGE, HUGE, -HUGE).y());
    assertEquals(INFINITY, run(Ops::sum, HUGE, HUGE).y());
    assertEquals(HUGE, run(Ops::mean, HUGE, HUGE, HUGE).y());
    assertArrayEquals(new float[] {0.5f, 0.5f}, run(Ops::mean, HUGE, HUGE).dx());
    assertEquals(INFINITY, run(Ops::mean, 1, INFINITY).y());
    assertEquals(Float.NaN, run(Ops::sum, -INFINITY, INFINITY).y());
    UnaryOperator<Variable> sum =
        x -> Ops.reshape(Ops.sumOverTime(Ops.reshape(x, -1, 1), null), Shape.SCALAR);
    UnaryOperator<Variable> mean =
        x -> Ops.reshape(Ops.meanOverTime(Ops.reshape(x, -1, 1), null), Shape.SCALAR);
    assertEquals(HUGE, run(sum, HUGE, HUGE, -HUGE).y());
    assertEquals(HUGE, run(mean, HUGE, HUGE, HUGE).y());
    UnaryOperator<Variable> pool =
        x -> Ops.sum(Ops.averagePool(Ops.reshape(x, 1, 1, 2, -1), 2, 2, 0));
    assertEquals(HUGE, run(pool, HUGE, HUGE, HUGE, HUGE).y());
    assertEquals(1, run(pool, 2, -3, 5, 0).y());
  }

  @Test
  void layerNormalizationOfAnySize() {
    for (float size : new float[] {1, 1e15f, 1e20f, 1e38f}) {
      Variable x = tape.leaf(Tensor.of(Shape.of(3, 2), size, -size, 1, 2, 2 * size, 0));
      Variable y = Ops.layerNorm(x, null, null, 1e-30f);
      assertArrayEquals(new float[] {1, -1, -1, 1, 1, -1}, y.value().toArray(), 1e-6f);
      tape.backward(y, Tensor.of(Shape.of(3, 2), 1, 0, 0, 0, 0, 0));
      for (float each : x.gradient().toArray()) {
        assertEquals(0, each, 1e-6f / size);
      }
      tape.reset();
    }
  }

  @Test
  void softmaxOfTheLargestNumbers() {
    Variable x = tape.leaf(Tensor.of(Shape.of(3), HUGE, -HUGE, HUGE));
    assertArrayEquals(new float[] {0.5f, 0, 0.5f}, Ops.softmax(x).value().toArray());
    float[] logs = Ops.logSoftmax(x).value().toArray();
    assertArrayEquals(new float[] {0, -INFINITY, 0}, logs, 0.7f);
  }

  /// NaN and infinities past a row's length.
  @Test
  void paddingIsNotLookedAt() {
    int[] lengths = {2, 0};
    for (float rubbish : new float[] {Float.NaN, INFINITY, -INFINITY}) {
      Tensor x = Tensor.of(Shape.of(3, 2, 1), 1, rubbish, 3, rubbish, rubbish, rubbish);
      check(
          x, new float[] {4, 0}, new float[] {1, 0, 1, 0, 0, 0}, v -> Ops.sumOverTime(v, lengths));
      float half = 0.5f;
      check(
          x,
          new float[] {2, 0},
          new float[] {half, 0, half, 0, 0, 0},
          v -> Ops.meanOverTime(v, lengths));
      check(
          x, new float[] {3, 0}, new float[] {0, 0, 1, 0, 0, 0}, v -> Ops.maxOverTime(v, lengths));
      check(x, new float[] {3, 0}, new float[] {0, 0, 1, 0, 0, 0}, v -> Ops.last(v, lengths));
      check(
          x,
          new float[] {1, 0, 3, 0, 0, 0},
          new float[] {1, 0, 1, 0, 0, 0},
          v -> Ops.clearPadding(v, lengths));
    }
  }

  private void check(Tensor x, float[] y, float[] dx, UnaryOperator<Variable> graph) {
    try (var _ = tape.step()) {
      Variable input = tape.leaf(x);
      Variable result = graph.apply(input);
      assertArrayEquals(y, result.value().toArray());
      Tensor ones = Tensor.zeros(result.shape());
      ones.fill(1);
      tape.backward(result, ones);
      assertArrayEquals(dx, input.gradient().toArray(), Arrays.toString(dx));
    }
  }
}
