package dev.unroll.autograd.op.elementwise;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;

/// The exponential function: `y = eˣ`, `dx += dy ⊙ y`.
public final class ExpOp implements Operation {
  private static final ExpOp EXP = new ExpOp();

  private ExpOp() {}

  /// The function of each element of `x`.
  public static Variable apply(Variable x) {
    Tape tape = x.tape();
    Tensor in = x.value();
    Tensor y = tape.take(in.shape());
    tape.kernels().activation().exp(y.elements(), in.data(), in.offset(), y.data(), y.offset());
    return tape.record(EXP, y, x);
  }

  @Override
  public String name() {
    return "exp";
  }

  @Override
  public void backward(Node node) {
    Tensor y = node.value();
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    node.tape()
        .kernels()
        .arithmetic()
        .multiplyAdd(
            dy.elements(), dy.data(), dy.offset(), y.data(), y.offset(), dx.data(), dx.offset());
  }
}
