package dev.unroll.models.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.core.Tensor;

/// `|got − wanted| ≤ tolerance·max(1, max |wanted|)` for each element; a NaN fails.
final class Close {
  private Close() {}

  static void check(String what, double[] wanted, Tensor got, double tolerance) {
    assertEquals(wanted.length, got.elements(), what + ": elements");
    double size = 1;
    for (double each : wanted) {
      size = Math.max(size, Math.abs(each));
    }
    for (int k = 0; k < wanted.length; k++) {
      double error = Math.abs(got.data()[got.offset() + k] - wanted[k]);
      if (!(error <= tolerance * size)) {
        throw new AssertionError(
            "%s, element %d: wanted %s, got %s, off by %s, allowed %s"
                .formatted(
                    what, k, wanted[k], got.data()[got.offset() + k], error, tolerance * size));
      }
    }
  }
}
