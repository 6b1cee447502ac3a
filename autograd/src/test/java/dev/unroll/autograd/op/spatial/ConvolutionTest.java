package dev.unroll.autograd.op.spatial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import org.junit.jupiter.api.Test;

/// Infinities reach only the gradients of what they are multiplied with: 2 × 2 windows over 3 × 3 numbers,
/// whose upper right corner is the first element of no window, and which the first element of a window
/// never meets.
final class ConvolutionTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  private final Tape tape = new Tape();

  private Variable leaf(Shape shape, float... values) {
    return tape.leaf(Tensor.of(shape, values));
  }

  @Test
  void anInfiniteInput() {
    Variable x = leaf(Shape.of(1, 1, 3, 3), 1, 2, INFINITY, 3, 4, 5, 6, 7, 8);
    Variable weight = leaf(Shape.of(1, 1, 2, 2), 1, 1, 1, 1);
    Variable y = Ops.conv2d(x, weight, null, 1, 0);
    tape.backward(y, Tensor.of(y.shape(), new float[] {1, 1, 1, 1}));
    assertArrayEquals(new float[] {10, INFINITY, 20, 24}, weight.gradient().toArray());
  }

  @Test
  void anInfiniteWeight() {
    Variable x = leaf(Shape.of(1, 1, 3, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9);
    Variable weight = leaf(Shape.of(1, 1, 2, 2), INFINITY, 1, 1, 1);
    Variable y = Ops.conv2d(x, weight, null, 1, 0);
    tape.backward(y, Tensor.of(y.shape(), new float[] {1, 1, 1, 1}));
    assertArrayEquals(
        new float[] {INFINITY, INFINITY, 1, INFINITY, INFINITY, 2, 1, 2, 1},
        x.gradient().toArray());
  }
}
