package dev.unroll.models.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

final class FingerprintTest {
  @Test
  void equalDataHaveEqualFingerprints() {
    float[] numbers = new float[5000];
    numbers[4999] = 1;
    String print = new Fingerprint().add("a").add(numbers).of("numbers");
    assertEquals(print, new Fingerprint().add("a").add(numbers.clone()).of("numbers"));
    numbers[4998] = -0f;
    assertNotEquals(print, new Fingerprint().add("a").add(numbers).of("numbers"));
  }

  @Test
  void whereATextEndsCounts() {
    assertNotEquals(
        new Fingerprint().add("ab").add("c").of(""), new Fingerprint().add("a").add("bc").of(""));
  }
}
