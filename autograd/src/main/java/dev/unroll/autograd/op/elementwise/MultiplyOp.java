package dev.unroll.autograd.op.elementwise;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.ArithmeticKernel;

/// The product `y = a ⊙ b`; `da += dy ⊙ b`, `db += dy ⊙ a`, summed over the axes along which an input
/// was broadcast ([Broadcast]).
public final class MultiplyOp implements Operation {
  private static final MultiplyOp MULTIPLY = new MultiplyOp();

  private MultiplyOp() {}

  /// The result for each pair of elements; the shapes are broadcast against each other.
  public static Variable apply(Variable a, Variable b) {
    Tape tape = a.tape();
    Broadcast broadcast = Broadcast.of("multiply", a.shape(), b.shape());
    Tensor y = tape.take(broadcast.shape());
    broadcast.run(tape.kernels().arithmetic()::multiply, a.value(), b.value(), y);
    return tape.record(MULTIPLY, y, a, b);
  }

  @Override
  public String name() {
    return "multiply";
  }

  @Override
  public void backward(Node node) {
    Tensor a = node.inputValue(0);
    Tensor b = node.inputValue(1);
    Tensor dy = node.gradient();
    if (a.shape().equals(b.shape())) {
      addProduct(node, dy, b, node.inputGradient(0));
      addProduct(node, dy, a, node.inputGradient(1));
      return;
    }
    ArithmeticKernel kernel = node.tape().kernels().arithmetic();
    Broadcast broadcast = Broadcast.of("multiply", a.shape(), b.shape());
    Workspace workspace = node.tape().workspace();
    Tensor share = workspace.take(dy.shape());
    if (node.wantsGradient(0)) {
      Broadcast.of("multiply", dy.shape(), b.shape()).run(kernel::multiply, dy, b, share);
      broadcast.addToLeft(node, share, 1);
    }
    if (node.wantsGradient(1)) {
      Broadcast.of("multiply", dy.shape(), a.shape()).run(kernel::multiply, dy, a, share);
      broadcast.addToRight(node, share, 1);
    }
    workspace.give(share);
  }

  private static void addProduct(Node node, Tensor dy, Tensor factor, Tensor sum) {
    if (sum != null) {
      node.tape()
          .kernels()
          .arithmetic()
          .multiplyAdd(
              dy.elements(),
              dy.data(),
              dy.offset(),
              factor.data(),
              factor.offset(),
              sum.data(),
              sum.offset());
    }
  }
}
