package dev.unroll.autograd.op.shape;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.RecurrentSequence;
import java.util.Arrays;

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
    Tensor in = x.value();
    int width = Blocks.inner(in, 2);
    for (int row = 0; row < shape.dimension(0) * lengths.length; row++) {
      int at = row * width;
      if (row / lengths.length < lengths[row % lengths.length]) {
        System.arraycopy(in.data(), in.offset() + at, y.data(), y.offset() + at, width);
      } else {
        Arrays.fill(y.data(), y.offset() + at, y.offset() + at + width, 0);
      }
    }
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
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    int batch = lengths.length;
    int width = Blocks.inner(dy, 2);
    for (int n = 0; n < batch; n++) {
      for (int t = 0; t < lengths[n]; t++) {
        int at = (t * batch + n) * width;
        Blocks.add(width, dy.data(), dy.offset() + at, dx.data(), dx.offset() + at);
      }
    }
  }
}
