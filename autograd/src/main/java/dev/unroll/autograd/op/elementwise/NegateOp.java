package dev.unroll.autograd.op.elementwise;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;

/// The opposite: `y = −x`, `dx −= dy`.
public final class NegateOp implements Operation {
  private static final NegateOp NEGATE = new NegateOp();

  private NegateOp() {}

  /// `−x`.
  public static Variable apply(Variable x) {
    Tape tape = x.tape();
    Tensor in = x.value();
    Tensor y = tape.take(in.shape());
    for (int i = 0; i < y.elements(); i++) {
      y.data()[y.offset() + i] = -in.data()[in.offset() + i];
    }
    return tape.record(NEGATE, y, x);
  }

  @Override
  public String name() {
    return "negate";
  }

  @Override
  public void backward(Node node) {
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    node.tape()
        .kernels()
        .arithmetic()
        .addScaled(dy.elements(), -1, dy.data(), dy.offset(), dx.data(), dx.offset());
  }
}
