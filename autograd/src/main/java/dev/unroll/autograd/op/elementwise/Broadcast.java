package dev.unroll.autograd.op.elementwise;

import dev.unroll.autograd.Node;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.KernelSet;

/// How two shapes are stretched to a common one: axes are matched from the innermost on, and where one
/// extent is 1 or missing its numbers count for all indices of the other's axis.
///
///     [T,N,C] with [C]      the same row everywhere        (leading axes missing)
///     [T,N,C] with [T,N,1]  one number for each row        (trailing axis of 1)
///
/// Neighbouring axes that behave alike are joined, so that equal shapes are one run of numbers. Results
/// are computed run by run in row-major order; gradients are summed run by run, last run first.
final class Broadcast {
  /// Both inputs have the axis; only the left; only the right.
  private static final int BOTH = 0;

  private static final int LEFT = 1;
  private static final int RIGHT = 2;

  private final Shape shape;
  private final int axes;
  private final int[] extents;
  private final int[] kinds;

  /// A binary function of runs: one of [dev.unroll.kernels.ArithmeticKernel]'s.
  @FunctionalInterface
  interface Runs {
    void apply(
        int length,
        float[] a,
        int aOffset,
        int aStep,
        float[] b,
        int bOffset,
        int bStep,
        float[] y,
        int yOffset);
  }

  private Broadcast(Shape shape, int axes, int[] extents, int[] kinds) {
    this.shape = shape;
    this.axes = axes;
    this.extents = extents;
    this.kinds = kinds;
  }

  /// @throws IllegalArgumentException naming both shapes if they do not fit
  static Broadcast of(String operation, Shape a, Shape b) {
    if (a.equals(b)) {
      return new Broadcast(a, 1, new int[] {a.elements()}, new int[] {BOTH});
    }
    int rank = Math.max(a.rank(), b.rank());
    int[] dimensions = new int[rank];
    int[] extents = new int[rank];
    int[] kinds = new int[rank];
    int axes = 0; // from the innermost on, joined
    for (int i = 1; i <= rank; i++) {
      int left = i <= a.rank() ? a.dimension(-i) : 1;
      int right = i <= b.rank() ? b.dimension(-i) : 1;
      if (left != right && left != 1 && right != 1) {
        throw new IllegalArgumentException(
            "%s: cannot broadcast %s and %s against each other".formatted(operation, a, b));
      }
      int extent = left == 1 ? right : left;
      dimensions[rank - i] = extent;
      int kind = left == right ? BOTH : right == 1 ? LEFT : RIGHT;
      if (extent == 1 && left == right) {
        continue;
      }
      if (axes > 0 && kinds[axes - 1] == kind) {
        extents[axes - 1] *= extent;
      } else {
        extents[axes] = extent;
        kinds[axes++] = kind;
      }
    }
    if (axes == 0) {
      return new Broadcast(Shape.of(dimensions), 1, new int[] {1}, new int[] {BOTH});
    }
    return new Broadcast(Shape.of(dimensions), axes, extents, kinds);
  }

  /// The common shape.
  Shape shape() {
    return shape;
  }

  /// `y = f(a, b)`.
  void run(Runs function, Tensor a, Tensor b, Tensor y) {
    if (shape.elements() > 0) {
      run(function, axes - 1, a, 0, b, 0, y, 0);
    }
  }

  private void run(
      Runs function, int axis, Tensor a, int aAt, Tensor b, int bAt, Tensor y, int yAt) {
    if (axis == 0) {
      function.apply(
          extents[0],
          a.data(),
          a.offset() + aAt,
          kinds[0] == RIGHT ? 0 : 1,
          b.data(),
          b.offset() + bAt,
          kinds[0] == LEFT ? 0 : 1,
          y.data(),
          y.offset() + yAt);
      return;
    }
    int aStep = stride(axis, RIGHT);
    int bStep = stride(axis, LEFT);
    int yStep = stride(axis, -1);
    for (int i = 0; i < extents[axis]; i++) {
      run(function, axis - 1, a, aAt + i * aStep, b, bAt + i * bStep, y, yAt + i * yStep);
    }
  }

  /// Adds `factor·share`, summed over its broadcast axes, to the gradient of a node's first input.
  void addToLeft(Node node, Tensor share, float factor) {
    Tensor sum = node.inputGradient(0);
    if (sum != null && shape.elements() > 0) {
      add(node.tape().kernels(), factor, axes - 1, RIGHT, share, 0, sum, 0);
    }
  }

  /// Adds `factor·share`, summed over its broadcast axes, to the gradient of a node's second input.
  void addToRight(Node node, Tensor share, float factor) {
    Tensor sum = node.inputGradient(1);
    if (sum != null && shape.elements() > 0) {
      add(node.tape().kernels(), factor, axes - 1, LEFT, share, 0, sum, 0);
    }
  }

  private void add(
      KernelSet kernels,
      float factor,
      int axis,
      int missing,
      Tensor share,
      int from,
      Tensor sum,
      int to) {
    if (axis == 0) {
      if (kinds[0] == missing) {
        sum.data()[sum.offset() + to] +=
            factor * kernels.reduction().sum(extents[0], share.data(), share.offset() + from);
      } else {
        kernels
            .arithmetic()
            .addScaled(
                extents[0],
                factor,
                share.data(),
                share.offset() + from,
                sum.data(),
                sum.offset() + to);
      }
      return;
    }
    int fromStep = stride(axis, -1);
    int toStep = stride(axis, missing);
    for (int i = extents[axis] - 1; i >= 0; i--) {
      add(kernels, factor, axis - 1, missing, share, from + i * fromStep, sum, to + i * toStep);
    }
  }

  /// The distance between neighbours along an axis in a tensor that lacks the axes of kind `missing`.
  private int stride(int axis, int missing) {
    if (kinds[axis] == missing) {
      return 0;
    }
    int stride = 1;
    for (int inner = 0; inner < axis; inner++) {
      stride *= kinds[inner] == missing ? 1 : extents[inner];
    }
    return stride;
  }
}
