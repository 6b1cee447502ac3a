package dev.unroll.autograd.op.shape;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.Shape;
import java.util.Arrays;

/// The same numbers under another shape: a window on `x`, nothing is copied.
public final class ReshapeOp implements Operation {
  private static final ReshapeOp RESHAPE = new ReshapeOp();

  private ReshapeOp() {}

  /// `x` as a tensor of the given shape, which has as many elements.
  public static Variable apply(Variable x, Shape shape) {
    return x.tape().record(RESHAPE, x.value().reshape(shape), x);
  }

  /// `x` under the given extents, one of which may be −1: as long as the numbers allow.
  public static Variable apply(Variable x, int... extents) {
    int[] known = extents.clone();
    int open = -1;
    long product = 1;
    for (int axis = 0; axis < extents.length; axis++) {
      if (extents[axis] == -1 && open < 0) {
        open = axis;
      } else if (extents[axis] < 0) {
        throw unfit(x, extents);
      } else {
        product *= extents[axis];
      }
    }
    int elements = x.shape().elements();
    if (open >= 0) {
      if (product == 0 || elements % product != 0) {
        throw unfit(x, extents);
      }
      known[open] = (int) (elements / product);
    } else if (product != elements) {
      throw unfit(x, extents);
    }
    return apply(x, Shape.of(known));
  }

  private static IllegalArgumentException unfit(Variable x, int[] extents) {
    return new IllegalArgumentException(
        "reshape: expected extents, at most one of them -1, for the %d elements of %s, got %s"
            .formatted(x.shape().elements(), x.shape(), Arrays.toString(extents)));
  }

  /// The axes from `first` to `last`, both included, made one; negative axes count from the innermost.
  public static Variable flattened(Variable x, int first, int last) {
    Shape shape = x.shape();
    int from = Blocks.axis("flattened", first, shape.rank());
    int to = Blocks.axis("flattened", last, shape.rank());
    if (from > to) {
      throw new IllegalArgumentException(
          "flattened: expected a first axis before the last of %s, got %d and %d"
              .formatted(shape, first, last));
    }
    int[] extents = new int[shape.rank() - (to - from)];
    for (int axis = 0; axis < extents.length; axis++) {
      extents[axis] = shape.dimension(axis <= from ? axis : axis + to - from);
    }
    for (int axis = from + 1; axis <= to; axis++) {
      extents[from] *= shape.dimension(axis);
    }
    return apply(x, Shape.of(extents));
  }

  @Override
  public String name() {
    return "reshape";
  }

  @Override
  public void backward(Node node) {
    Blocks.add(node.gradient(), node.inputGradient(0));
  }
}
