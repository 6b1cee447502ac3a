package dev.unroll.interop.onnx.operator;

import dev.unroll.interop.onnx.run.Value;

/// Extents that come as whole numbers.
final class Extents {
  private Extents() {}

  /// Requires an extent that fits.
  static int check(long extent) {
    if (extent < 0 || extent > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("expected an extent of 0 or more, got " + extent);
    }
    return (int) extent;
  }

  /// Gives a value the shape that another holds.
  static void shape(Value shape, Value y) {
    int[] dims = y.begin(shape.elements());
    for (int axis = 0; axis < shape.elements(); axis++) {
      dims[axis] = check(shape.longs()[axis]);
    }
    y.end();
  }
}
