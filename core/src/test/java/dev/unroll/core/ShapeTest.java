package dev.unroll.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

final class ShapeTest {
  @Test
  void extentsAndElements() {
    Shape shape = Shape.of(2, 3, 5);
    assertEquals(3, shape.rank());
    assertEquals(30, shape.elements());
    assertEquals(2, shape.dimension(0));
    assertEquals(5, shape.dimension(-1));
    assertEquals(2, shape.dimension(-3));
    assertEquals("[2, 3, 5]", shape.toString());
    assertEquals(Shape.of(2, 3, 5), shape);
    assertEquals(Shape.of(2, 3, 5).hashCode(), shape.hashCode());
    assertNotEquals(Shape.of(2, 3), shape);
    assertNotEquals(Shape.of(3, 2, 5), shape);
    assertThrows(IndexOutOfBoundsException.class, () -> shape.dimension(3));
    assertThrows(IndexOutOfBoundsException.class, () -> shape.dimension(-4));
  }

  @Test
  void scalarsHaveOneElementAndEmptyShapesNone() {
    assertEquals(1, Shape.SCALAR.elements());
    assertEquals(Shape.SCALAR, Shape.of());
    assertEquals(0, Shape.of(0).elements());
    assertEquals(0, Shape.of(3, 0, 2).elements());
    assertNotEquals(Shape.of(0, 2), Shape.of(2, 0));
  }

  @Test
  void isImmutable() {
    int[] dimensions = {2, 3};
    Shape shape = Shape.of(dimensions);
    dimensions[0] = 7;
    shape.dimensions()[1] = 7;
    assertArrayEquals(new int[] {2, 3}, shape.dimensions());
  }

  @Test
  void sizesBeyondAnArrayAreRefusedWithoutOverflow() {
    int max = Integer.MAX_VALUE;
    for (int[] dimensions :
        new int[][] {
          {max},
          {max, max},
          {1 << 16, 1 << 16},
          {1 << 16, 1 << 16, 1 << 16, 1 << 16},
          {max, max, max, max, max, 1}
        }) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> Shape.of(dimensions));
      assertEquals(true, e.getMessage().startsWith("a tensor holds fewer"), e.getMessage());
    }
    assertEquals(max - 64, Shape.of(max - 64).elements());
    assertThrows(IllegalArgumentException.class, () -> Shape.of(max - 63));
  }

  @Test
  void emptyShapesMayHaveLargeExtentsOnEitherSideOfTheZero() {
    int max = Integer.MAX_VALUE;
    assertEquals(0, Shape.of(max, max, max, 0).elements());
    assertEquals(0, Shape.of(0, max, max, max).elements());
  }

  @Test
  void negativeExtentsAreRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Shape.of(2, -1));
    assertEquals("expected extents of 0 or more, got [2, -1]", e.getMessage());
    assertThrows(IllegalArgumentException.class, () -> Shape.of(0, -1));
    assertThrows(IllegalArgumentException.class, () -> Shape.of(-2, -3));
  }
}
