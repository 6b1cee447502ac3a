package dev.unroll.autograd.op.elementwise;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.ElementwiseKernel.Function;

/// The natural logarithm: `y = ln x`, `dx += dy / x`.
public final class LogOp implements Operation {
  private static final LogOp LOG = new LogOp();

  private LogOp() {}

  /// The function of each element of `x`.
  public static Variable apply(Variable x) {
    Tape tape = x.tape();
    Tensor in = x.value();
    Tensor y = tape.take(in.shape());
    tape.kernels()
        .elementwise()
        .forward(Function.LOG, 0, y.elements(), in.data(), in.offset(), y.data(), y.offset());
    return tape.record(LOG, y, x);
  }

  @Override
  public String name() {
    return "log";
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
            Function.LOG,
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
