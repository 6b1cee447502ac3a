package dev.unroll.autograd.op.reduction;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;

/// What [SoftmaxOp], [LogSoftmaxOp] and [LogSumExpOp] share.
final class SoftmaxRows {
  private static final int[] INNERMOST = {-1};

  private SoftmaxRows() {}

  /// The rows over the given axes, the innermost if none is given.
  static Reduction over(String operation, Shape shape, int[] axes) {
    Reduction reduction =
        Reduction.over(operation, shape, axes.length == 0 && shape.rank() > 0 ? INNERMOST : axes);
    if (reduction.length() == 0) {
      throw new IllegalArgumentException(
          "%s: %s has nothing to normalize".formatted(operation, shape));
    }
    return reduction;
  }

  /// `rows` as `[M,R]`.
  static Tensor of(Tensor rows, Reduction reduction) {
    return rows.reshape(reduction.rows(), reduction.length());
  }
}
