package dev.unroll.models.layer;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.Arrays;

/// Rows from one tensor or another: with `x` and `other` seen as `[M,…]`,
///
///     y[m] = x[m] where taken[m], else other[m], or 0 without another
///
/// The gradient of a row goes where the row came from. Nothing is multiplied: what a row that is
/// not taken holds, NaN say, reaches nothing.
final class SelectRowsOp implements Operation {
  private final boolean[] taken;

  private SelectRowsOp(boolean[] taken) {
    this.taken = taken;
  }

  /// @param taken `[M]`, where M is the product of the first extents of `x`; not to be changed
  /// @param other of the shape of `x`, or null
  static Variable apply(Variable x, boolean[] taken, Variable other) {
    Shape shape = x.shape();
    if (other != null && !other.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "select-rows: expected one shape, got %s and %s".formatted(shape, other.shape()));
    }
    Tape tape = x.tape();
    Tensor y = tape.take(shape);
    int width = taken.length == 0 ? 0 : y.elements() / taken.length;
    for (int row = 0; row < taken.length; row++) {
      int at = row * width;
      Variable from = taken[row] ? x : other;
      if (from == null) {
        Arrays.fill(y.data(), at, at + width, 0);
      } else {
        Tensor value = from.value();
        System.arraycopy(value.data(), value.offset() + at, y.data(), at, width);
      }
    }
    return tape.record(new SelectRowsOp(taken), y, x, other);
  }

  @Override
  public String name() {
    return "select-rows";
  }

  @Override
  public void backward(Node node) {
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    Tensor dOther = node.inputGradient(1);
    int width = taken.length == 0 ? 0 : dy.elements() / taken.length;
    for (int row = 0; row < taken.length; row++) {
      Tensor to = taken[row] ? dx : dOther;
      for (int i = row * width; to != null && i < (row + 1) * width; i++) {
        to.data()[to.offset() + i] += dy.data()[dy.offset() + i];
      }
    }
  }
}
