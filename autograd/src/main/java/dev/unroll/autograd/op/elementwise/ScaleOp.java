package dev.unroll.autograd.op.elementwise;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;

/// A multiple by a constant: `y = factor·x`, `dx += factor·dy`.
public final class ScaleOp implements Operation {
  private final float factor;

  private ScaleOp(float factor) {
    this.factor = factor;
  }

  /// `factor·x`.
  public static Variable apply(Variable x, float factor) {
    Tape tape = x.tape();
    Tensor in = x.value();
    Tensor y = tape.take(in.shape());
    for (int i = 0; i < y.elements(); i++) {
      y.data()[y.offset() + i] = factor * in.data()[in.offset() + i];
    }
    return tape.record(new ScaleOp(factor), y, x);
  }

  @Override
  public String name() {
    return "scale";
  }

  @Override
  public void backward(Node node) {
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    node.tape()
        .kernels()
        .arithmetic()
        .addScaled(dy.elements(), factor, dy.data(), dy.offset(), dx.data(), dx.offset());
  }
}
