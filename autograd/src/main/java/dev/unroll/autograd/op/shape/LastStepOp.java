package dev.unroll.autograd.op.shape;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.autograd.op.layout.Padding;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.RecurrentSequence;
import java.util.Arrays;

/// Each row of a sequence at its own last step: `y[n] = x[L(n) − 1, n]`, `dx[L(n) − 1, n] += dy[n]`.
///
/// - `x [T,N,...]`, `lengths [N]` or null where all rows are T long; `y [N,...]`. A row of no steps gives 0
public final class LastStepOp implements Operation {
  private final int[] lengths;

  private LastStepOp(int[] lengths) {
    this.lengths = lengths;
  }

  /// The last steps.
  public static Variable apply(Variable x, int[] lengths) {
    Shape shape = x.shape();
    if (shape.rank() < 2) {
      throw new IllegalArgumentException("last-step: expected x of shape [T,N,...], got " + shape);
    }
    int steps = shape.dimension(0);
    int batch = shape.dimension(1);
    RecurrentSequence.checkLengths(lengths, batch, steps);
    Tape tape = x.tape();
    Tensor y = tape.take(Shape.of(Arrays.copyOfRange(shape.dimensions(), 1, shape.rank())));
    Tensor in = x.value();
    int width = Blocks.inner(in, 2);
    y.fill(0);
    for (int n = 0; n < batch; n++) {
      int last = Padding.length(lengths, n, steps) - 1;
      if (last >= 0) {
        Blocks.copy(1, width, in, (last * batch + n) * width, 0, y, n * width, 0);
      }
    }
    return tape.record(new LastStepOp(tape.copy(lengths)), y, x);
  }

  @Override
  public String name() {
    return "last-step";
  }

  @Override
  public void backward(Node node) {
    Tensor dx = node.inputGradient(0);
    int steps = dx.shape().dimension(0);
    int batch = dx.shape().dimension(1);
    int width = Blocks.inner(dx, 2);
    for (int n = 0; n < batch; n++) {
      int last = Padding.length(lengths, n, steps) - 1;
      if (last >= 0) {
        Blocks.add(1, width, node.gradient(), n * width, 0, dx, (last * batch + n) * width, 0);
      }
    }
  }
}
