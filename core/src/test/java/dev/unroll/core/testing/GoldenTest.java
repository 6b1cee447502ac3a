package dev.unroll.core.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Shape;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

final class GoldenTest {
  @Test
  void everyCaseIsListedAndReadsInFull() {
    assertEquals(47, Golden.names().size());
    for (String name : Golden.names()) {
      Golden golden = Golden.load(name);
      assertFalse(golden.tensors().isEmpty(), name);
      for (String tensor : golden.tensors()) {
        int elements = golden.shape(tensor).elements();
        if (tensor.matches("in\\.(ids|lengths|target)") && !isFloat(golden, tensor)) {
          assertEquals(elements, golden.ints(tensor).length, name + " " + tensor);
        } else {
          assertEquals(elements, golden.doubles(tensor).length, name + " " + tensor);
        }
      }
    }
  }

  private static boolean isFloat(Golden golden, String tensor) {
    try {
      return golden.doubles(tensor) != null;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  @Test
  void optionsOfARecurrentCase() {
    Golden golden = Golden.load("lstm_lengths");
    assertEquals("i,f,g,o", golden.option("gates"));
    assertEquals(8, golden.integer("T"));
    assertTrue(golden.flag("bias"));
    assertFalse(golden.flag("bidirectional"));
    assertArrayEquals(new int[] {3, 8, 1, 5, 8}, golden.lengths());
    assertEquals(Shape.of(8, 5, 3), golden.tensor("in.x").shape());
    assertNull(Golden.load("lstm").lengths());
    assertEquals(1e-5, Golden.load("layer_norm").number("eps"));
  }

  @Test
  void idsAreIntegers() {
    int[] ids = Golden.load("embedding").ints("in.ids");
    assertEquals(12, ids.length);
    for (int id : ids) {
      assertTrue(id >= 0 && id < 6);
    }
  }

  @Test
  void whatIsMissingIsSaid() {
    assertThrows(UncheckedIOException.class, () -> Golden.load("nonsense"));
    Golden golden = Golden.load("lstm");
    assertFalse(golden.has("in.nonsense"));
    assertThrows(UncheckedIOException.class, () -> golden.tensor("in.nonsense"));
    assertThrows(IllegalArgumentException.class, () -> golden.option("nonsense"));
  }
}
