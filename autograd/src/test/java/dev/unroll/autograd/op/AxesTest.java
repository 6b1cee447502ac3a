package dev.unroll.autograd.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import org.junit.jupiter.api.Test;

/// The short forms of operations on axes.
final class AxesTest {
  private final Tape tape = new Tape();
  private final Variable x = tape.leaf(Tensor.of(Shape.of(2, 4), 1, 2, 3, 4, 5, 6, 7, 8));

  @Test
  void equalParts() {
    Variable[] parts = Ops.splitEqually(x, -1, 2);
    assertEquals(2, parts.length);
    assertArrayEquals(new float[] {1, 2, 5, 6}, parts[0].value().toArray());
    assertArrayEquals(new float[] {3, 4, 7, 8}, parts[1].value().toArray());
    assertEquals(1, Ops.splitEqually(x, 0, 1).length);
    for (int wrong : new int[] {0, -1, 3}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Ops.splitEqually(x, 1, wrong))
              .getMessage();
      assertTrue(message.contains("[2, 4] into " + wrong), message);
    }
  }

  @Test
  void twoAxesExchanged() {
    Variable y = Ops.transpose(x, 0, -1);
    assertEquals(Shape.of(4, 2), y.shape());
    assertArrayEquals(new float[] {1, 5, 2, 6, 3, 7, 4, 8}, y.value().toArray());
    Variable deep = Ops.reshape(x, Shape.of(2, 1, 4));
    assertEquals(Shape.of(2, 4, 1), Ops.transpose(deep, 2, 1).shape());
  }

  @Test
  void anOpenExtentIsAsLongAsTheNumbersAllow() {
    assertEquals(Shape.of(4, 2), Ops.reshape(x, -1, 2).shape());
    assertEquals(Shape.of(8), Ops.reshape(x, -1).shape());
    assertEquals(Shape.of(2, 2, 2), Ops.reshape(x, 2, 2, 2).shape());
    assertEquals(Shape.of(0, 3), Ops.reshape(tape.leaf(Tensor.zeros(2, 0)), -1, 3).shape());
    Variable y = Ops.reshape(x, 2, -1);
    tape.backward(y, Tensor.of(Shape.of(2, 4), 1, 2, 3, 4, 5, 6, 7, 8));
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, x.gradient().toArray());
  }

  @Test
  void extentsThatDoNotFit() {
    for (int[] wrong : new int[][] {{-1, 3}, {-1, -1}, {4, -2}, {4, 3}, {-1, 0}}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Ops.reshape(x, wrong)).getMessage();
      assertTrue(message.contains("[2, 4]") && message.contains("" + wrong[1]), message);
    }
  }

  @Test
  void axesMadeOne() {
    Variable deep = tape.leaf(Tensor.zeros(2, 3, 4, 5));
    assertEquals(Shape.of(2, 12, 5), Ops.flattened(deep, 1, 2).shape());
    assertEquals(Shape.of(2, 60), Ops.flattened(deep, 1, -1).shape());
    assertEquals(Shape.of(6, 4, 5), Ops.flattened(deep, 0, 1).shape());
    assertEquals(Shape.of(2, 3, 4, 5), Ops.flattened(deep, 2, 2).shape());
    String message =
        assertThrows(IllegalArgumentException.class, () -> Ops.flattened(deep, 2, 1)).getMessage();
    assertTrue(message.contains("[2, 3, 4, 5]"), message);
  }
}
