package dev.unroll.autograd.op.reduction;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.autograd.op.layout.Padding;
import dev.unroll.core.Tensor;

/// The sum of each row of a sequence over its own steps: `y[n] = Σ_{t < L(n)} x[t,n]`, `dx[t,n] += dy[n]`.
///
/// - `x [T,N,...]`, `lengths [N]` or null where all rows are T long; `y [N,...]`. Padding is not looked at; a row
///   of no steps gives 0
///
/// Steps are added in order, and in double where a sum leaves float32.
public final class SumOverTimeOp implements Operation {
  private final int[] lengths;

  private SumOverTimeOp(int[] lengths) {
    this.lengths = lengths;
  }

  /// The sums.
  public static Variable apply(Variable x, int[] lengths) {
    Tape tape = x.tape();
    Tensor y = tape.take(OverTime.result("sum-over-time", x.shape(), lengths));
    y.fill(0);
    Tensor in = x.value();
    int steps = x.shape().dimension(0);
    int batch = x.shape().dimension(1);
    int width = OverTime.width(in);
    for (int n = 0; n < batch; n++) {
      int length = Padding.length(lengths, n, steps);
      for (int t = 0; t < length; t++) {
        int from = in.offset() + (t * batch + n) * width;
        Blocks.add(width, in.data(), from, y.data(), n * width);
      }
      for (int k = 0; k < width; k++) {
        if (!Float.isFinite(y.data()[n * width + k])) {
          y.data()[n * width + k] = (float) exact(in, n * width + k, length, batch * width);
        }
      }
    }
    return tape.record(new SumOverTimeOp(tape.copy(lengths)), y, x);
  }

  /// The sum of `length` numbers from `first` on, a stride apart.
  static double exact(Tensor x, int first, int length, int stride) {
    double sum = 0;
    for (int t = 0; t < length; t++) {
      sum += x.data()[x.offset() + first + t * stride];
    }
    return sum;
  }

  @Override
  public String name() {
    return "sum-over-time";
  }

  @Override
  public void backward(Node node) {
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    int steps = dx.shape().dimension(0);
    int batch = dx.shape().dimension(1);
    int width = OverTime.width(dx);
    for (int n = 0; n < batch; n++) {
      for (int t = 0; t < Padding.length(lengths, n, steps); t++) {
        int to = dx.offset() + (t * batch + n) * width;
        Blocks.add(width, dy.data(), dy.offset() + n * width, dx.data(), to);
      }
    }
  }
}
