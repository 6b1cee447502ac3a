package dev.unroll.autograd.op.elementwise;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.ElementwiseKernel.Function;

/// The absolute value: `y = |x|`, `dx += dy ⊙ sign x`, nothing at 0.
public final class AbsOp implements Operation {
  private static final AbsOp ABS = new AbsOp();

  private AbsOp() {}

  /// The function of each element of `x`.
  public static Variable apply(Variable x) {
    Tape tape = x.tape();
    Tensor in = x.value();
    Tensor y = tape.take(in.shape());
    tape.kernels()
        .elementwise()
        .forward(Function.ABSOLUTE, 0, y.elements(), in.data(), in.offset(), y.data(), y.offset());
    return tape.record(ABS, y, x);
  }

  @Override
  public String name() {
    return "abs";
  }

  @Override
  public void backward(Node node) {
    Tensor x = node.inputValue(0);
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    node.tape()
        .kernels()
        .elementwise()
        .backward(
            Function.ABSOLUTE,
            0,
            dy.elements(),
            x.data(),
            x.offset(),
            dy.data(),
            dy.offset(),
            dx.data(),
            dx.offset());
  }
}
