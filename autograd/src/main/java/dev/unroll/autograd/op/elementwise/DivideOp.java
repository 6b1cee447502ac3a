package dev.unroll.autograd.op.elementwise;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.ArithmeticKernel;

/// The quotient `y = a / b`; `da += dy / b`, `db −= dy ⊙ y / b`, summed over the axes along which an
/// input was broadcast ([Broadcast]).
public final class DivideOp implements Operation {
  private static final DivideOp DIVIDE = new DivideOp();

  private DivideOp() {}

  /// The result for each pair of elements; the shapes are broadcast against each other.
  public static Variable apply(Variable a, Variable b) {
    Tape tape = a.tape();
    Broadcast broadcast = Broadcast.of("divide", a.shape(), b.shape());
    Tensor y = tape.take(broadcast.shape());
    broadcast.run(tape.kernels().arithmetic()::divide, a.value(), b.value(), y);
    return tape.record(DIVIDE, y, a, b);
  }

  @Override
  public String name() {
    return "divide";
  }

  @Override
  public void backward(Node node) {
    Tensor a = node.inputValue(0);
    Tensor b = node.inputValue(1);
    Tensor dy = node.gradient();
    ArithmeticKernel kernel = node.tape().kernels().arithmetic();
    Broadcast broadcast = Broadcast.of("divide", a.shape(), b.shape());
    Workspace workspace = node.tape().workspace();
    // 1. da += dy / b
    Tensor share = workspace.take(dy.shape());
    Broadcast.of("divide", dy.shape(), b.shape()).run(kernel::divide, dy, b, share);
    broadcast.addToLeft(node, share, 1);
    // 2. db −= (dy / b) ⊙ y
    if (node.wantsGradient(1)) {
      Tensor y = node.value();
      kernel.multiply(
          dy.elements(),
          share.data(),
          share.offset(),
          1,
          y.data(),
          y.offset(),
          1,
          share.data(),
          share.offset());
      broadcast.addToRight(node, share, -1);
    }
    workspace.give(share);
  }
}
