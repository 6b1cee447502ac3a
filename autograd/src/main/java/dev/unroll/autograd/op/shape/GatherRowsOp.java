package dev.unroll.autograd.op.shape;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;

/// Chosen indices of the outermost axis, in any order, also repeatedly: `y[m] = x[rows[m]]`,
/// `dx[rows[m]] += dy[m]` for m from the last to the first.
///
/// - `x [R,...]`, `rows [M]` (each 0 to R − 1); `y [M,...]`
public final class GatherRowsOp implements Operation {
  private final int[] rows;

  private GatherRowsOp(int[] rows) {
    this.rows = rows;
  }

  /// The chosen rows of `x`.
  public static Variable apply(Variable x, int[] rows) {
    Shape shape = x.shape();
    if (shape.rank() == 0) {
      throw new IllegalArgumentException("gather-rows: a scalar has no rows");
    }
    Checks.ids("rows", rows, shape.dimension(0));
    Tape tape = x.tape();
    int[] dimensions = shape.dimensions();
    dimensions[0] = rows.length;
    Tensor y = tape.take(Shape.of(dimensions));
    int width = Blocks.inner(x.value(), 1);
    for (int m = 0; m < rows.length; m++) {
      Blocks.copy(1, width, x.value(), rows[m] * width, 0, y, m * width, 0);
    }
    return tape.record(new GatherRowsOp(tape.copy(rows)), y, x);
  }

  @Override
  public String name() {
    return "gather-rows";
  }

  @Override
  public void backward(Node node) {
    Tensor dx = node.inputGradientRows(0, rows);
    int width = Blocks.inner(dx, 1);
    for (int m = rows.length - 1; m >= 0; m--) {
      Blocks.add(1, width, node.gradient(), m * width, 0, dx, rows[m] * width, 0);
    }
  }
}
