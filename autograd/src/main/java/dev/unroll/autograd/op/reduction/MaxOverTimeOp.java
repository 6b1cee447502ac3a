package dev.unroll.autograd.op.reduction;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Padding;
import dev.unroll.core.Tensor;

/// The greatest number of each row of a sequence over its own steps: `y[n] = max_{t < L(n)} x[t,n]`, element by
/// element; the whole of `dy` goes to the first of the greatest. A NaN is greater than every number.
///
/// - `x [T,N,...]`, `lengths [N]` or null where all rows are T long; `y [N,...]`. Padding is not looked at; a row
///   of no steps gives 0
public final class MaxOverTimeOp implements Operation {
  private final int[] lengths;

  private MaxOverTimeOp(int[] lengths) {
    this.lengths = lengths;
  }

  /// The maxima.
  public static Variable apply(Variable x, int[] lengths) {
    Tape tape = x.tape();
    Tensor y = tape.take(OverTime.result("max-over-time", x.shape(), lengths));
    y.fill(0);
    Tensor in = x.value();
    int steps = x.shape().dimension(0);
    int batch = x.shape().dimension(1);
    int width = OverTime.width(in);
    for (int n = 0; n < batch; n++) {
      for (int t = 0; t < Padding.length(lengths, n, steps); t++) {
        int from = in.offset() + (t * batch + n) * width;
        for (int k = 0; k < width; k++) {
          float number = in.data()[from + k];
          int at = n * width + k;
          y.data()[at] = t == 0 ? number : Math.max(y.data()[at], number);
        }
      }
    }
    return tape.record(new MaxOverTimeOp(tape.copy(lengths)), y, x);
  }

  @Override
  public String name() {
    return "max-over-time";
  }

  @Override
  public void backward(Node node) {
    Tensor x = node.inputValue(0);
    Tensor y = node.value();
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    int steps = dx.shape().dimension(0);
    int batch = dx.shape().dimension(1);
    int width = OverTime.width(dx);
    for (int n = 0; n < batch; n++) {
      int length = Padding.length(lengths, n, steps);
      for (int at = n * width; length > 0 && at < (n + 1) * width; at++) {
        int from = x.offset() + at;
        int t = 0;
        while (t < length - 1
            && Float.compare(x.data()[from + t * batch * width], y.data()[at]) != 0) {
          t++;
        }
        dx.data()[dx.offset() + at + t * batch * width] += dy.data()[dy.offset() + at];
      }
    }
  }
}
