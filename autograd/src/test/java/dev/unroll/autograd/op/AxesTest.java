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
    Variable[] parts = SplitOp.equal(x, -1, 2);
    assertEquals(2, parts.length);
    assertArrayEquals(new float[] {1, 2, 5, 6}, parts[0].value().toArray());
    assertArrayEquals(new float[] {3, 4, 7, 8}, parts[1].value().toArray());
    assertEquals(1, SplitOp.equal(x, 0, 1).length);
    for (int wrong : new int[] {0, -1, 3}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> SplitOp.equal(x, 1, wrong))
              .getMessage();
      assertTrue(message.contains("[2, 4] into " + wrong), message);
    }
  }

  @Test
  void twoAxesExchanged() {
    Variable y = PermuteOp.transpose(x, 0, -1);
    assertEquals(Shape.of(4, 2), y.shape());
    assertArrayEquals(new float[] {1, 5, 2, 6, 3, 7, 4, 8}, y.value().toArray());
    Variable deep = ReshapeOp.apply(x, Shape.of(2, 1, 4));
    assertEquals(Shape.of(2, 4, 1), PermuteOp.transpose(deep, 2, 1).shape());
  }
}
