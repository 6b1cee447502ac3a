package dev.unroll.autograd.op.shape;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.autograd.op.layout.Permutation;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.Arrays;

/// Axes in another order: axis i of the result is axis `order[i]` of `x`. The gradient's axes are put back.
public final class PermuteOp implements Operation {
  private final int[] order;

  private PermuteOp(int[] order) {
    this.order = order;
  }

  /// `x` with its axes in the given order, each named once.
  public static Variable apply(Variable x, int... order) {
    int rank = x.shape().rank();
    boolean[] seen = new boolean[rank];
    boolean valid = order.length == rank;
    for (int i = 0; valid && i < rank; i++) {
      valid = order[i] >= 0 && order[i] < rank && !seen[order[i]];
      if (valid) {
        seen[order[i]] = true;
      }
    }
    if (!valid) {
      throw new IllegalArgumentException(
          "permute: expected each axis of %s once, got %s"
              .formatted(x.shape(), Arrays.toString(order)));
    }
    Tape tape = x.tape();
    Tensor y = tape.take(Permutation.shape(x.shape(), order));
    Permutation.copy(x.value(), order, y);
    return tape.record(new PermuteOp(order.clone()), y, x);
  }

  /// `x` with two of its axes exchanged; negative axes count from the innermost.
  public static Variable transpose(Variable x, int first, int second) {
    Shape shape = x.shape();
    int[] order = new int[shape.rank()];
    Arrays.setAll(order, i -> i);
    order[Blocks.axis("transpose", first, order.length)] =
        Blocks.axis("transpose", second, order.length);
    order[Blocks.axis("transpose", second, order.length)] =
        Blocks.axis("transpose", first, order.length);
    return apply(x, order);
  }

  @Override
  public String name() {
    return "permute";
  }

  @Override
  public void backward(Node node) {
    Permutation.addBack(node.gradient(), order, node.inputGradient(0));
  }
}
