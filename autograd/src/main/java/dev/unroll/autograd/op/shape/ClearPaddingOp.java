package dev.unroll.autograd.op.shape;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.RecurrentSequence;

/// Zeros past the end of each row of a sequence, whatever was there, a NaN too: padding is selected away,
/// not multiplied away.
///
///     y[t,n] = x[t,n] for t < L(n), else 0        dx[t,n] += dy[t,n] for t < L(n)
///
/// - `x [T,N,...]`, `lengths [N]`
public final class ClearPaddingOp implements Operation {
  private final int[] lengths;

  private ClearPaddingOp(int[] lengths) {
    this.lengths = lengths;
  }

  /// `x` without what lies past the lengths; `x` itself where they are null.
  public static Variable apply(Variable x, int[] lengths) {
    if (lengths == null) {
      return x;
    }
    Shape shape = x.shape();
    if (shape.rank() < 2) {
      throw new IllegalArgumentException(
          "clear-padding: expected x of shape [T,N,...], got " + shape);
    }
    RecurrentSequence.checkLengths(lengths, shape.dimension(1), shape.dimension(0));
    Tape tape = x.tape();
    Tensor y = tape.take(shape);
    y.fill(0);
    addWithin(x.value(), y, lengths);
    return tape.record(new ClearPaddingOp(tape.copy(lengths)), y, x);
  }

  @Override
  public String name() {
    return "clear-padding";
  }

  @Override
  public boolean overTime() {
    return true;
  }

  @Override
  public void backward(Node node) {
    addWithin(node.gradient(), node.inputGradient(0), lengths);
  }

  private static void addWithin(Tensor from, Tensor to, int[] lengths) {
    int batch = lengths.length;
    int width = Blocks.inner(from, 2);
    for (int n = 0; n < batch; n++) {
      for (int t = 0; t < lengths[n]; t++) {
        int at = (t * batch + n) * width;
        Blocks.add(width, from.data(), from.offset() + at, to.data(), to.offset() + at);
      }
    }
  }
}
