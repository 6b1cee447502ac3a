package dev.unroll.autograd.op.elementwise;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.ActivationKernel;

/// The logistic function: `y = 1 / (1 + e⁻ˣ)`, `dx += dy ⊙ y ⊙ (1 − y)`.
public final class SigmoidOp implements Operation {
  private static final SigmoidOp SIGMOID = new SigmoidOp();

  private SigmoidOp() {}

  /// The function of each element of `x`.
  public static Variable apply(Variable x) {
    Tape tape = x.tape();
    Tensor in = x.value();
    Tensor y = tape.take(in.shape());
    ActivationKernel kernel = tape.kernels().activation();
    kernel.sigmoid(y.elements(), in.data(), in.offset(), y.data(), y.offset());
    return tape.record(SIGMOID, y, x);
  }

  @Override
  public String name() {
    return "sigmoid";
  }

  @Override
  public void backward(Node node) {
    Tensor y = node.value();
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    ActivationKernel kernel = node.tape().kernels().activation();
    kernel.sigmoidBackward(
        dy.elements(), y.data(), y.offset(), dy.data(), dy.offset(), dx.data(), dx.offset());
  }
}
