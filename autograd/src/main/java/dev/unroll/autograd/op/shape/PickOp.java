package dev.unroll.autograd.op.shape;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.Arrays;

/// One number of each row: `y[m] = x[m, ids[m]]`, `dx[m, ids[m]] += dy[m]`.
///
/// - `x [...,C]`, M rows in all; `ids [M]`, each 0 to C − 1; `y [...]`
public final class PickOp implements Operation {
  private final int[] ids;

  private PickOp(int[] ids) {
    this.ids = ids;
  }

  /// The numbers at the ids.
  public static Variable apply(Variable x, int... ids) {
    Shape shape = x.shape();
    int width = shape.rank() == 0 ? 0 : shape.dimension(-1);
    Shape rows =
        shape.rank() == 0 ? shape : Shape.of(Arrays.copyOf(shape.dimensions(), shape.rank() - 1));
    if (shape.rank() == 0 || rows.elements() != ids.length) {
      throw new IllegalArgumentException(
          "pick: expected one id for each row of %s, got %d".formatted(shape, ids.length));
    }
    Checks.ids("ids", ids, width);
    Tape tape = x.tape();
    Tensor y = tape.take(rows);
    Tensor in = x.value();
    for (int m = 0; m < ids.length; m++) {
      y.data()[m] = in.data()[in.offset() + m * width + ids[m]];
    }
    return tape.record(new PickOp(tape.copy(ids)), y, x);
  }

  @Override
  public String name() {
    return "pick";
  }

  @Override
  public void backward(Node node) {
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    int width = dx.shape().dimension(-1);
    for (int m = 0; m < ids.length; m++) {
      dx.data()[dx.offset() + m * width + ids[m]] += dy.data()[dy.offset() + m];
    }
  }
}
