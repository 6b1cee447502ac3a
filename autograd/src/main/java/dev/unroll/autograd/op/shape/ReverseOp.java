package dev.unroll.autograd.op.shape;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.RecurrentSequence;

/// Reverses sequences along time, each row within its own length, so that a row still begins at step 0;
/// padding becomes zero and gets no gradient:
///
///     y[t,n] = x[L(n) − 1 − t, n] for t < L(n), else 0
///
/// - `x [T,N,...]`, `lengths [N]` or null where all rows are T long
///
/// A recurrent layer run backward in time is the layer between two reversals.
public final class ReverseOp implements Operation {
  private final int[] lengths;

  private ReverseOp(int[] lengths) {
    this.lengths = lengths;
  }

  /// `x` reversed along its outermost axis.
  public static Variable apply(Variable x, int[] lengths) {
    Shape shape = x.shape();
    if (shape.rank() < 2) {
      throw new IllegalArgumentException("reverse: expected x of shape [T,N,...], got " + shape);
    }
    RecurrentSequence.checkLengths(lengths, shape.dimension(1), shape.dimension(0));
    Tape tape = x.tape();
    Tensor y = tape.take(shape);
    y.fill(0);
    addReversed(x.value(), y, lengths);
    return tape.record(new ReverseOp(tape.copy(lengths)), y, x);
  }

  /// The ids of a token sequence `[T·N]` reversed in the same way; padding becomes id 0.
  public static int[] apply(int[] ids, int steps, int batch, int[] lengths) {
    RecurrentSequence.checkLengths(lengths, batch, steps);
    int[] reversed = new int[ids.length];
    for (int n = 0; n < batch; n++) {
      int length = lengths == null ? steps : lengths[n];
      for (int t = 0; t < length; t++) {
        reversed[t * batch + n] = ids[(length - 1 - t) * batch + n];
      }
    }
    return reversed;
  }

  @Override
  public String name() {
    return "reverse";
  }

  @Override
  public boolean overTime() {
    return true;
  }

  @Override
  public void backward(Node node) {
    addReversed(node.gradient(), node.inputGradient(0), lengths);
  }

  private static void addReversed(Tensor from, Tensor to, int[] lengths) {
    int steps = from.shape().dimension(0);
    int batch = from.shape().dimension(1);
    int width = Blocks.inner(from, 2);
    for (int n = 0; n < batch; n++) {
      int length = lengths == null ? steps : lengths[n];
      for (int t = 0; t < length; t++) {
        int fromAt = from.offset() + ((length - 1 - t) * batch + n) * width;
        Blocks.add(width, from.data(), fromAt, to.data(), to.offset() + (t * batch + n) * width);
      }
    }
  }
}
