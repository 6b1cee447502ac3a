package dev.unroll.autograd.op.reduction;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.autograd.op.layout.Padding;
import dev.unroll.core.Tensor;

/// The mean of each row of a sequence over its own steps: `y[n] = (1/L(n)) Σ_{t < L(n)} x[t,n]`,
/// `dx[t,n] += dy[n]/L(n)`.
///
/// - `x [T,N,...]`, `lengths [N]` or null where all rows are T long; `y [N,...]`. Padding is not looked at; a row
///   of no steps gives 0
///
/// Steps are added in order, and in double where a sum leaves float32.
public final class MeanOverTimeOp implements Operation {
  private final int[] lengths;

  private MeanOverTimeOp(int[] lengths) {
    this.lengths = lengths;
  }

  /// The means.
  public static Variable apply(Variable x, int[] lengths) {
    Tape tape = x.tape();
    Tensor y = tape.take(OverTime.result("mean-over-time", x.shape(), lengths));
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
      for (int i = n * width; length > 0 && i < (n + 1) * width; i++) {
        float sum = y.data()[i];
        y.data()[i] =
            Float.isFinite(sum)
                ? sum / length
                : (float) (SumOverTimeOp.exact(in, i, length, batch * width) / length);
      }
    }
    return tape.record(new MeanOverTimeOp(tape.copy(lengths)), y, x);
  }

  @Override
  public String name() {
    return "mean-over-time";
  }

  @Override
  public void backward(Node node) {
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    int steps = dx.shape().dimension(0);
    int batch = dx.shape().dimension(1);
    int width = OverTime.width(dx);
    for (int n = 0; n < batch; n++) {
      int length = Padding.length(lengths, n, steps);
      for (int t = 0; t < length; t++) {
        int to = dx.offset() + (t * batch + n) * width;
        for (int k = 0; k < width; k++) {
          dx.data()[to + k] += dy.data()[dy.offset() + n * width + k] / length;
        }
      }
    }
  }
}
