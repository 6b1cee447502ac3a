package dev.unroll.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class TensorTest {
  private static Tensor counting(int... dimensions) {
    Tensor tensor = Tensor.zeros(dimensions);
    for (int i = 0; i < tensor.shape().elements(); i++) {
      tensor.data()[i] = i;
    }
    return tensor;
  }

  @Test
  void wrapSeesTheArrayItself() {
    float[] array = {0, 1, 2, 3, 4, 5, 6};
    Tensor tensor = Tensor.wrap(array, 1, Shape.of(2, 3));
    assertSame(array, tensor.data());
    assertEquals(1, tensor.offset());
    array[6] = 60;
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 60}, tensor.toArray());
    tensor.fill(9);
    assertArrayEquals(new float[] {0, 9, 9, 9, 9, 9, 9}, array);
  }

  @Test
  void wrapRefusesWindowsBeyondTheArray() {
    float[] array = new float[7];
    assertThrows(IllegalArgumentException.class, () -> Tensor.wrap(array, 2, Shape.of(2, 3)));
    assertThrows(IllegalArgumentException.class, () -> Tensor.wrap(array, -1, Shape.of(2)));
    assertThrows(IllegalArgumentException.class, () -> Tensor.wrap(array, 8, Shape.of(0)));
    assertThrows(
        IllegalArgumentException.class,
        () -> Tensor.wrap(array, Integer.MAX_VALUE, Shape.of(Integer.MAX_VALUE - 64)));
    assertEquals(0, Tensor.wrap(array, 7, Shape.of(0)).toArray().length);
  }

  @Test
  void ofCopiesAndCountsItsValues() {
    float[] values = {1, 2, 3, 4};
    Tensor tensor = Tensor.of(Shape.of(2, 2), values);
    values[0] = 10;
    assertArrayEquals(new float[] {1, 2, 3, 4}, tensor.toArray());
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Tensor.of(Shape.of(2, 3), values));
    assertEquals("a tensor of [2, 3] has 6 elements, got 4 values", e.getMessage());
  }

  @Test
  void reshapeIsAWindowOnTheSameNumbers() {
    Tensor tensor = counting(2, 6);
    Tensor reshaped = tensor.reshape(3, 4);
    assertEquals(Shape.of(3, 4), reshaped.shape());
    reshaped.data()[5] = 50;
    assertEquals(50, tensor.data()[5]);
    assertThrows(IllegalArgumentException.class, () -> tensor.reshape(5, 2));
  }

  @Test
  void sliceAndAtAreWindowsOnTheOutermostAxis() {
    Tensor tensor = counting(4, 2, 3);
    Tensor middle = tensor.slice(1, 3);
    assertEquals(Shape.of(2, 2, 3), middle.shape());
    assertEquals(6, middle.offset());
    Tensor last = middle.at(1);
    assertEquals(Shape.of(2, 3), last.shape());
    assertArrayEquals(new float[] {12, 13, 14, 15, 16, 17}, last.toArray());
    last.fill(0);
    assertEquals(0, tensor.data()[12]);
    assertEquals(18, tensor.data()[18]);
    assertEquals(0, tensor.slice(4, 4).shape().elements());
    assertEquals(7, Tensor.of(Shape.of(1), 7).at(0).item());
  }

  @Test
  void sliceRefusesWhatIsNotThere() {
    Tensor tensor = counting(4, 2);
    assertThrows(IndexOutOfBoundsException.class, () -> tensor.slice(0, 5));
    assertThrows(IndexOutOfBoundsException.class, () -> tensor.slice(3, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> tensor.at(4));
    assertThrows(IndexOutOfBoundsException.class, () -> tensor.at(-1));
    assertThrows(IllegalArgumentException.class, () -> Tensor.scalar(1).slice(0, 1));
    assertEquals(Shape.of(0, 3), Tensor.zeros(0, 3).slice(0, 0).shape());
  }

  @Test
  void copiesHaveAnArrayOfTheirOwn() {
    Tensor part = counting(3, 2).slice(1, 3);
    Tensor copy = part.copy();
    assertNotSame(part.data(), copy.data());
    part.fill(0);
    assertArrayEquals(new float[] {2, 3, 4, 5}, copy.toArray());
    part.copyFrom(copy);
    assertArrayEquals(new float[] {2, 3, 4, 5}, part.toArray());
    assertThrows(IllegalArgumentException.class, () -> part.copyFrom(Tensor.zeros(4)));
  }

  @Test
  void itemIsTheOnlyElement() {
    assertEquals(3, Tensor.scalar(3).item());
    assertEquals(3, counting(5, 1).slice(3, 4).item());
    assertThrows(IllegalArgumentException.class, () -> counting(2).item());
    assertThrows(IllegalArgumentException.class, () -> counting(0).item());
  }

  @Test
  void overlapIsSharingAnElement() {
    Tensor tensor = counting(4, 2);
    assertTrue(tensor.overlaps(tensor));
    assertTrue(tensor.slice(0, 3).overlaps(tensor.slice(2, 4)));
    assertTrue(tensor.slice(2, 4).overlaps(tensor.slice(0, 3)));
    assertFalse(tensor.slice(0, 2).overlaps(tensor.slice(2, 4)));
    assertFalse(tensor.slice(2, 4).overlaps(tensor.slice(0, 2)));
    assertFalse(tensor.slice(1, 1).overlaps(tensor));
    assertFalse(tensor.overlaps(tensor.slice(1, 1)));
    assertFalse(tensor.overlaps(tensor.copy()));
  }

  @Test
  void textShowsShapeAndHead() {
    assertEquals("Tensor[2, 2][0.0, 1.0, 2.0, 3.0]", counting(2, 2).toString());
    assertTrue(counting(9).toString().endsWith("7.0, …]"));
    assertEquals("Tensor[0][]", counting(0).toString());
  }
}
