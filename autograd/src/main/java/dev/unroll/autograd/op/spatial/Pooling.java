package dev.unroll.autograd.op.spatial;

import dev.unroll.core.Shape;

/// What [MaxPoolOp] and [AveragePoolOp] share.
final class Pooling {
  private Pooling() {}

  static Window window(String operation, Shape input, int[] size, int[] stride, int[] padding) {
    if (input.rank() != size.length + 2) {
      throw new IllegalArgumentException(
          "%s: expected x of shape [N,C,H,W] or [N,C,D,H,W] and as many numbers, got %s and %d"
              .formatted(operation, input, size.length));
    }
    Window window = Window.of(operation, size, stride, padding);
    for (int axis = 0; axis < size.length; axis++) {
      if (2 * padding[axis] > size[axis]) {
        throw new IllegalArgumentException(
            "%s: expected a padding of at most half the window's %d, got %d"
                .formatted(operation, size[axis], padding[axis]));
      }
    }
    return window;
  }

  /// One number for each spatial axis of an input.
  static int[] all(String operation, Shape input, int number) {
    if (input.rank() != 4 && input.rank() != 5) {
      throw new IllegalArgumentException(
          "%s: expected x of shape [N,C,H,W] or [N,C,D,H,W], got %s".formatted(operation, input));
    }
    return Window.all(input.rank() - 2, number);
  }
}
