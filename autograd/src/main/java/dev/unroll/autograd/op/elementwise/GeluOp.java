package dev.unroll.autograd.op.elementwise;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.ElementwiseKernel.Function;

/// The Gaussian error linear unit: `y = x·Φ(x)`, `dx += dy ⊙ (Φ(x) + x·φ(x))`, with the normal
/// distribution Φ itself, not its approximation by tanh.
///
/// Source: Hendrycks and Gimpel, *Gaussian error linear units*, 2016.
public final class GeluOp implements Operation {
  private static final GeluOp GELU = new GeluOp();

  private GeluOp() {}

  /// The function of each element of `x`.
  public static Variable apply(Variable x) {
    Tape tape = x.tape();
    Tensor in = x.value();
    Tensor y = tape.take(in.shape());
    tape.kernels()
        .elementwise()
        .forward(Function.GELU, 0, y.elements(), in.data(), in.offset(), y.data(), y.offset());
    return tape.record(GELU, y, x);
  }

  @Override
  public String name() {
    return "gelu";
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
            Function.GELU,
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
