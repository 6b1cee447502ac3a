package dev.unroll.autograd.op.elementwise;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.ActivationKernel;

/// The hyperbolic tangent: `y = tanh x`, `dx += dy ⊙ (1 − y²)`.
public final class TanhOp implements Operation {
  private static final TanhOp TANH = new TanhOp();

  private TanhOp() {}

  /// The function of each element of `x`.
  public static Variable apply(Variable x) {
    Tape tape = x.tape();
    Tensor in = x.value();
    Tensor y = tape.take(in.shape());
    ActivationKernel kernel = tape.kernels().activation();
    kernel.tanh(y.elements(), in.data(), in.offset(), y.data(), y.offset());
    return tape.record(TANH, y, x);
  }

  @Override
  public String name() {
    return "tanh";
  }

  @Override
  public void backward(Node node) {
    Tensor y = node.value();
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    ActivationKernel kernel = node.tape().kernels().activation();
    kernel.tanhBackward(
        dy.elements(), y.data(), y.offset(), dy.data(), dy.offset(), dx.data(), dx.offset());
  }
}
