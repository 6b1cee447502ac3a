package dev.unroll.autograd.op.shape;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.Shape;

/// Joins tensors of one shape along a new axis: each gets an axis of extent 1 ([ReshapeOp]), along which
/// they are concatenated ([ConcatenateOp]).
public final class StackOp {
  private StackOp() {}

  /// The inputs stacked along a new axis, which becomes axis `axis` of the result; negative ones count
  /// from its innermost.
  public static Variable apply(int axis, Variable... inputs) {
    if (inputs.length == 0) {
      throw new IllegalArgumentException("stack: expected at least one input");
    }
    Shape shape = inputs[0].shape();
    int along = Blocks.axis("stack", axis, shape.rank() + 1);
    int[] dimensions = new int[shape.rank() + 1];
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = i < along ? shape.dimension(i) : i == along ? 1 : shape.dimension(i - 1);
    }
    Variable[] slabs = new Variable[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      if (!inputs[i].shape().equals(shape)) {
        throw new IllegalArgumentException(
            "stack: expected one shape, got %s and %s".formatted(shape, inputs[i].shape()));
      }
      slabs[i] = ReshapeOp.apply(inputs[i], Shape.of(dimensions));
    }
    return ConcatenateOp.apply(along, slabs);
  }
}
