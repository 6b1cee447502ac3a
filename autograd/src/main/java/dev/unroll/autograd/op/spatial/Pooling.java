package dev.unroll.autograd.op.spatial;

import dev.unroll.core.Shape;

/// What [MaxPoolOp] and [AveragePoolOp] share.
final class Pooling {
  private Pooling() {}

  static Window window(String operation, Shape input, int size, int stride, int padding) {
    if (input.rank() != 4 && input.rank() != 5) {
      throw new IllegalArgumentException(
          "%s: expected x of shape [N,C,H,W] or [N,C,D,H,W], got %s".formatted(operation, input));
    }
    if (2 * padding > size) {
      throw new IllegalArgumentException(
          "%s: expected a padding of at most half the window's %d, got %d"
              .formatted(operation, size, padding));
    }
    return input.rank() == 4
        ? Window.flat(size, size, stride, padding)
        : Window.deep(size, size, size, stride, padding);
  }
}
