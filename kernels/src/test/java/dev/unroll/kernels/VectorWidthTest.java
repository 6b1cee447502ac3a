package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Holds that what the other tests compare with the scalar set is the vector set, of the wanted width.
@Tag("widths")
final class VectorWidthTest {
  @Test
  void theVectorSetIsActive() {
    assertEquals("vector", Kernels.active().name());
    String bits = System.getProperty("unroll.expected.vector.bits");
    if (bits != null) {
      assertEquals("vector, " + bits + " bits", Kernels.active().description());
    }
  }
}
