package dev.unroll.autograd.op.shape;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;

/// A constant before and after the numbers along an axis; `dx` is the part of `dy` in between.
public final class PadOp implements Operation {
  private final int axis;
  private final int before;

  private PadOp(int axis, int before) {
    this.axis = axis;
    this.before = before;
  }

  /// `x` with `before` and `after` more indices along `axis`, all holding `value`; negative axes count
  /// from the innermost.
  public static Variable apply(Variable x, int axis, int before, int after, float value) {
    int along = Blocks.axis("pad", axis, x.shape().rank());
    Checks.notNegative("before", before);
    Checks.notNegative("after", after);
    Tape tape = x.tape();
    Tensor in = x.value();
    int[] dimensions = x.shape().dimensions();
    dimensions[along] += before + after;
    Tensor y = tape.take(Shape.of(dimensions));
    y.fill(value);
    int length = Blocks.inner(in, along);
    int start = before * Blocks.inner(in, along + 1);
    Blocks.copy(Blocks.outer(in, along), length, in, 0, length, y, start, Blocks.inner(y, along));
    return tape.record(new PadOp(along, before), y, x);
  }

  @Override
  public String name() {
    return "pad";
  }

  @Override
  public void backward(Node node) {
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    int length = Blocks.inner(dx, axis);
    int start = before * Blocks.inner(dx, axis + 1);
    Blocks.add(Blocks.outer(dx, axis), length, dy, start, Blocks.inner(dy, axis), dx, 0, length);
  }
}
