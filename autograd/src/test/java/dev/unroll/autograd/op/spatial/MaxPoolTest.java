package dev.unroll.autograd.op.spatial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Which of several numbers wins.
final class MaxPoolTest {
  private static final float NAN = Float.NaN;
  private static final float OTHER_NAN = Float.intBitsToFloat(0xFFC00001);
  private static final float INFINITE = Float.POSITIVE_INFINITY;

  /// Windows of two along a row of numbers, and of two by two with a row of −∞ below, which never wins.
  private static void check(float[] numbers, float[] greatest, float[] gradient) {
    check(1, numbers, greatest, gradient);
    check(2, numbers, greatest, gradient);
  }

  private static void check(int rows, float[] numbers, float[] greatest, float[] gradient) {
    float[] all = new float[rows * numbers.length];
    Arrays.fill(all, -INFINITE);
    System.arraycopy(numbers, 0, all, 0, numbers.length);
    Tape tape = new Tape();
    Variable x = tape.leaf(Tensor.of(Shape.of(1, 1, rows, numbers.length), all));
    Variable y = Ops.maxPool(x, new int[] {rows, 2}, new int[] {rows, 2}, new int[] {0, 0});
    float[] found = y.value().toArray();
    for (int i = 0; i < greatest.length; i++) {
      assertEquals(Float.floatToIntBits(greatest[i]), Float.floatToIntBits(found[i]), "" + i);
    }
    Tensor dy = Tensor.zeros(1, 1, 1, greatest.length);
    for (int i = 0; i < greatest.length; i++) {
      dy.set(i + 1, 0, 0, 0, i);
    }
    tape.backward(y, dy);
    assertArrayEquals(Arrays.copyOf(gradient, all.length), x.gradient().toArray());
  }

  @Test
  void theFirstOfEqualNumbers() {
    check(
        new float[] {2, 2, -3, -3, 0f, -0f, -0f, 0f, -INFINITE, -INFINITE},
        new float[] {2, -3, 0f, 0f, -INFINITE},
        new float[] {1, 0, 2, 0, 3, 0, 0, 4, 5, 0});
  }

  @Test
  void whatIsNoNumber() {
    check(
        new float[] {NAN, INFINITE, INFINITE, OTHER_NAN, OTHER_NAN, NAN, -INFINITE, NAN},
        new float[] {NAN, NAN, NAN, NAN},
        new float[] {1, 0, 0, 2, 3, 0, 0, 4});
  }

  @Test
  void extremes() {
    check(
        new float[] {
          -Float.MAX_VALUE, -1, Float.MIN_VALUE, 0, -Float.MIN_VALUE, 0, 1e38f, INFINITE
        },
        new float[] {-1, Float.MIN_VALUE, 0, INFINITE},
        new float[] {0, 1, 2, 0, 0, 3, 0, 4});
  }
}
