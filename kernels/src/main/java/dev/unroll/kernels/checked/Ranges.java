package dev.unroll.kernels.checked;

import dev.unroll.core.Tensor;

/// Checks of ranges of raw arrays.
final class Ranges {
  private Ranges() {}

  /// Requires `length` floats from `offset` on to lie within the array.
  static void within(String name, float[] array, int offset, int length) {
    if (array == null) {
      throw new IllegalArgumentException(name + ": expected an array, got null");
    }
    if (length < 0) {
      throw new IllegalArgumentException(
          "%s: expected a length of 0 or more, got %d".formatted(name, length));
    }
    if (offset < 0 || length > array.length - offset) {
      throw new IllegalArgumentException(
          "%s: expected %d floats from index %d on, the array has %d"
              .formatted(name, length, offset, array.length));
    }
  }

  /// Requires two ranges of arrays not to share numbers.
  static void distinct(
      String name,
      float[] x,
      int xOffset,
      int xLength,
      String otherName,
      float[] y,
      int yOffset,
      int yLength) {
    if (x == y
        && xLength > 0
        && yLength > 0
        && xOffset < yOffset + yLength
        && yOffset < xOffset + xLength) {
      throw new IllegalArgumentException(
          "%s and %s must not share memory, but they overlap".formatted(name, otherName));
    }
  }

  /// Requires two ranges of one length to be the same, or to share no numbers.
  static void sameOrDistinct(
      String name, float[] x, int xOffset, String otherName, float[] y, int yOffset, int length) {
    if (x == y && xOffset == yOffset) {
      return;
    }
    distinct(name, x, xOffset, length, otherName, y, yOffset, length);
  }

  /// Requires two tensors to be the same window, or to share no numbers.
  static void sameOrDistinct(String name, Tensor x, String otherName, Tensor y) {
    if (x.data() == y.data() && x.offset() == y.offset() && x.elements() == y.elements()) {
      return;
    }
    distinct(
        name, x.data(), x.offset(), x.elements(), otherName, y.data(), y.offset(), y.elements());
  }
}
