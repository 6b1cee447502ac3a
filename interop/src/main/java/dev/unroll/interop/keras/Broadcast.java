package dev.unroll.interop.keras;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;

/// A function of pairs of elements of two arrays with as many axes, where an extent of 1 counts for any; a
/// single number goes with any array.
final class Broadcast {
  private Broadcast() {}

  @FunctionalInterface
  interface Function {
    float of(float a, float b);
  }

  static Tensor apply(Tensor a, Tensor b, Function function) {
    int rank = Math.max(a.shape().rank(), b.shape().rank());
    boolean fits = fits(a.shape(), rank) && fits(b.shape(), rank);
    int[] extents = new int[rank];
    for (int axis = 0; fits && axis < rank; axis++) {
      int left = extent(a.shape(), axis);
      int right = extent(b.shape(), axis);
      extents[axis] = left == 1 ? right : left;
      fits = left == right || left == 1 || right == 1;
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "expected arrays of one shape, got %s and %s".formatted(a.shape(), b.shape()));
    }
    Tensor y = Tensor.zeros(Shape.of(extents));
    int[] index = new int[rank];
    for (int i = 0; i < y.elements(); i++) {
      float u = a.data()[a.offset() + at(a.shape(), index)];
      float v = b.data()[b.offset() + at(b.shape(), index)];
      y.data()[i] = function.of(u, v);
      for (int axis = rank - 1; axis >= 0 && ++index[axis] == extents[axis]; axis--) {
        index[axis] = 0;
      }
    }
    return y;
  }

  private static boolean fits(Shape shape, int rank) {
    return shape.rank() == rank || shape.rank() == 0;
  }

  private static int extent(Shape shape, int axis) {
    return shape.rank() == 0 ? 1 : shape.dimension(axis);
  }

  private static int at(Shape shape, int[] index) {
    int at = 0;
    for (int axis = 0; axis < shape.rank(); axis++) {
      at = at * shape.dimension(axis) + (shape.dimension(axis) == 1 ? 0 : index[axis]);
    }
    return at;
  }
}
