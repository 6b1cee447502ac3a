package dev.unroll.autograd.op.shape;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;

/// Joins tensors along an axis, one after the other; all other extents are the same. Each input's
/// gradient is the part of `dy` that it became.
public final class ConcatenateOp implements Operation {
  private final int axis;

  private ConcatenateOp(int axis) {
    this.axis = axis;
  }

  /// The inputs joined along `axis`; negative axes count from the innermost.
  public static Variable apply(int axis, Variable... inputs) {
    if (inputs.length == 0) {
      throw new IllegalArgumentException("concatenate: expected at least one input");
    }
    Shape first = inputs[0].shape();
    int along = Blocks.axis("concatenate", axis, first.rank());
    int[] dimensions = first.dimensions();
    for (int i = 1; i < inputs.length; i++) {
      Shape next = inputs[i].shape();
      boolean fits = next.rank() == first.rank();
      for (int a = 0; fits && a < first.rank(); a++) {
        fits = a == along || next.dimension(a) == first.dimension(a);
      }
      if (!fits) {
        throw new IllegalArgumentException(
            "concatenate: %s and %s do not fit together along axis %d"
                .formatted(first, next, along));
      }
      dimensions[along] += next.dimension(along);
    }
    Tape tape = inputs[0].tape();
    Tensor y = tape.take(Shape.of(dimensions));
    int stride = Blocks.inner(y, along);
    int at = 0;
    for (Variable input : inputs) {
      Tensor x = input.value();
      int length = Blocks.inner(x, along);
      Blocks.copy(Blocks.outer(x, along), length, x, 0, length, y, at, stride);
      at += length;
    }
    return tape.record(new ConcatenateOp(along), y, inputs.clone());
  }

  @Override
  public String name() {
    return "concatenate";
  }

  @Override
  public void backward(Node node) {
    Tensor dy = node.gradient();
    int stride = Blocks.inner(dy, axis);
    int at = 0;
    for (int i = 0; i < node.inputs(); i++) {
      int length = Blocks.inner(node.inputValue(i), axis);
      Tensor dx = node.inputGradient(i);
      if (dx != null) {
        Blocks.add(Blocks.outer(dy, axis), length, dy, at, stride, dx, 0, length);
      }
      at += length;
    }
  }
}
