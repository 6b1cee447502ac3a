package dev.unroll.autograd.op.elementwise;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;

/// The difference `y = a − b`; `da += dy`, `db −= dy`, summed over the axes along which an input was
/// broadcast ([Broadcast]).
public final class SubtractOp implements Operation {
  private static final SubtractOp SUBTRACT = new SubtractOp();

  private SubtractOp() {}

  /// The result for each pair of elements; the shapes are broadcast against each other.
  public static Variable apply(Variable a, Variable b) {
    Tape tape = a.tape();
    Broadcast broadcast = Broadcast.of("subtract", a.shape(), b.shape());
    Tensor y = tape.take(broadcast.shape());
    broadcast.run(tape.kernels().arithmetic()::subtract, a.value(), b.value(), y);
    return tape.record(SUBTRACT, y, a, b);
  }

  @Override
  public String name() {
    return "subtract";
  }

  @Override
  public void backward(Node node) {
    Tensor dy = node.gradient();
    Broadcast broadcast = Broadcast.of("subtract", node.input(0).shape(), node.input(1).shape());
    broadcast.addToLeft(node, dy, 1);
    broadcast.addToRight(node, dy, -1);
  }
}
