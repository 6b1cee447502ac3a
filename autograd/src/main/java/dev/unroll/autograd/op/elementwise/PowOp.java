package dev.unroll.autograd.op.elementwise;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.ElementwiseKernel.Function;

/// A constant power: `y = xᵖ`, `dx += dy ⊙ p·xᵖ⁻¹`.
public final class PowOp implements Operation {
  private final float exponent;

  private PowOp(float exponent) {
    this.exponent = exponent;
  }

  /// `x` to the power `exponent`, element by element.
  public static Variable apply(Variable x, float exponent) {
    Tape tape = x.tape();
    Tensor in = x.value();
    Tensor y = tape.take(in.shape());
    tape.kernels()
        .elementwise()
        .forward(
            Function.POWER, exponent, y.elements(), in.data(), in.offset(), y.data(), y.offset());
    return tape.record(new PowOp(exponent), y, x);
  }

  @Override
  public String name() {
    return "pow";
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
            Function.POWER,
            exponent,
            dy.elements(),
            x.data(),
            x.offset(),
            dy.data(),
            dy.offset(),
            dx.data(),
            dx.offset());
  }
}
