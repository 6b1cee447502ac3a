package dev.unroll.core.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class AllocationsTest {
  private float[] array = new float[1];

  @Test
  void countsWhatCodeAllocates() {
    assertEquals(0, Allocations.fewestBytes(10, () -> array[0]++));
    assertEquals(0, Allocations.warmBytes(() -> array[0]++));
    assertTrue(Allocations.fewestBytes(10, () -> array = new float[100]) >= 400);
  }
}
