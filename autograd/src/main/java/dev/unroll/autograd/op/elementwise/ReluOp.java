package dev.unroll.autograd.op.elementwise;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.ActivationKernel;

/// The rectifier: `y = max(0, x)`, `dx += dy` where `y > 0`.
///
/// Source: Nair and Hinton, *Rectified linear units improve restricted Boltzmann machines*, 2010.
public final class ReluOp implements Operation {
  private static final ReluOp RELU = new ReluOp();

  private ReluOp() {}

  /// The function of each element of `x`.
  public static Variable apply(Variable x) {
    Tape tape = x.tape();
    Tensor in = x.value();
    Tensor y = tape.take(in.shape());
    ActivationKernel kernel = tape.kernels().activation();
    kernel.relu(y.elements(), in.data(), in.offset(), y.data(), y.offset());
    return tape.record(RELU, y, x);
  }

  @Override
  public String name() {
    return "relu";
  }

  @Override
  public void backward(Node node) {
    Tensor y = node.value();
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    ActivationKernel kernel = node.tape().kernels().activation();
    kernel.reluBackward(
        dy.elements(), y.data(), y.offset(), dy.data(), dy.offset(), dx.data(), dx.offset());
  }
}
