package dev.unroll.autograd.op;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;

/// The same numbers under another shape: a window on `x`, nothing is copied.
public final class ReshapeOp implements Operation {
  private static final ReshapeOp RESHAPE = new ReshapeOp();

  private ReshapeOp() {}

  /// `x` as a tensor of the given shape, which has as many elements.
  public static Variable apply(Variable x, Shape shape) {
    return x.tape().record(RESHAPE, x.value().reshape(shape), x);
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
