package dev.unroll.autograd.op.shape;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.Objects;

/// The indices `from` (inclusive) to `to` (exclusive) of an axis; `dx` gets `dy` there and nothing
/// elsewhere. Along the outermost axis the result is a window on `x`, else a copy.
public final class SliceOp implements Operation {
  private final int axis;
  private final int from;

  private SliceOp(int axis, int from) {
    this.axis = axis;
    this.from = from;
  }

  /// A part of `x` along `axis`; negative axes count from the innermost.
  ///
  /// @throws IndexOutOfBoundsException unless `0 ≤ from ≤ to ≤` the extent
  public static Variable apply(Variable x, int axis, int from, int to) {
    int along = Blocks.axis("slice", axis, x.shape().rank());
    Objects.checkFromToIndex(from, to, x.shape().dimension(along));
    Tape tape = x.tape();
    Tensor value = x.value();
    Tensor y;
    if (along == 0) {
      y = value.slice(from, to);
    } else {
      int[] dimensions = x.shape().dimensions();
      dimensions[along] = to - from;
      y = tape.take(Shape.of(dimensions));
      int width = Blocks.inner(value, along + 1);
      int length = (to - from) * width;
      int stride = Blocks.inner(value, along);
      Blocks.copy(Blocks.outer(value, along), length, value, from * width, stride, y, 0, length);
    }
    return tape.record(new SliceOp(along, from), y, x);
  }

  @Override
  public String name() {
    return "slice";
  }

  @Override
  public void backward(Node node) {
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    int length = Blocks.inner(dy, axis);
    int start = from * Blocks.inner(dx, axis + 1);
    int stride = Blocks.inner(dx, axis);
    Blocks.add(Blocks.outer(dx, axis), length, dy, 0, length, dx, start, stride);
  }
}
