package dev.unroll.autograd.op.elementwise;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.ElementwiseKernel.Function;

/// The leaky rectifier: `y = x` where `x > 0`, else `slope·x`; `dx += dy`, or `slope·dy`.
///
/// Source: Maas, Hannun and Ng, *Rectifier nonlinearities improve neural network acoustic models*, 2013.
public final class LeakyReluOp implements Operation {
  private final float slope;

  private LeakyReluOp(float slope) {
    this.slope = slope;
  }

  /// The function of each element of `x`; `slope` is that below 0.
  public static Variable apply(Variable x, float slope) {
    Tape tape = x.tape();
    Tensor in = x.value();
    Tensor y = tape.take(in.shape());
    tape.kernels()
        .elementwise()
        .forward(
            Function.LEAKY_RELU, slope, y.elements(), in.data(), in.offset(), y.data(), y.offset());
    return tape.record(new LeakyReluOp(slope), y, x);
  }

  @Override
  public String name() {
    return "leaky-relu";
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
            Function.LEAKY_RELU,
            slope,
            dy.elements(),
            x.data(),
            x.offset(),
            dy.data(),
            dy.offset(),
            dx.data(),
            dx.offset());
  }
}
