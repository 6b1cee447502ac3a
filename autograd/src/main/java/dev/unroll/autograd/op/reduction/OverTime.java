package dev.unroll.autograd.op.reduction;

import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.RecurrentSequence;
import java.util.Arrays;

/// What reductions of sequences over time share: `x [T,N,...]` to `[N,...]`, each row over its own steps.
final class OverTime {
  private OverTime() {}

  /// The shape of the result.
  static Shape result(String operation, Shape shape, int[] lengths) {
    if (shape.rank() < 2) {
      throw new IllegalArgumentException(
          "%s: expected x of shape [T,N,...], got %s".formatted(operation, shape));
    }
    RecurrentSequence.checkLengths(lengths, shape.dimension(1), shape.dimension(0));
    return Shape.of(Arrays.copyOfRange(shape.dimensions(), 1, shape.rank()));
  }

  /// The numbers of one row of one step.
  static int width(Tensor x) {
    return Blocks.inner(x, 2);
  }
}
