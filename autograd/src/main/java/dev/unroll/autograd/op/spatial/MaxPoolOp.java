package dev.unroll.autograd.op.spatial;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;

/// The greatest number in each window, over two spatial axes (`x [N,C,H,W]`) or three (`x [N,C,D,H,W]`).
/// The whole of `dy` goes to the first of the greatest numbers. Padding never wins; a NaN always does.
public final class MaxPoolOp implements Operation {
  private final Window window;
  private final int[] outputs;

  private MaxPoolOp(Window window, int[] outputs) {
    this.window = window;
    this.outputs = outputs;
  }

  /// Windows of `size` along each spatial axis, `stride` apart, reaching `padding` outside.
  public static Variable apply(Variable x, int size, int stride, int padding) {
    Shape shape = x.shape();
    return apply(
        x,
        Pooling.all("max-pool", shape, size),
        Pooling.all("max-pool", shape, stride),
        Pooling.all("max-pool", shape, padding));
  }

  /// Windows with a size, a stride and a padding for each spatial axis.
  public static Variable apply(Variable x, int[] size, int[] stride, int[] padding) {
    Window window = Pooling.window("max-pool", x.shape(), size, stride, padding);
    int[] outputs = window.outputs("max-pool", x.shape());
    Tape tape = x.tape();
    Shape shape = window.shape(x.shape(), x.shape().dimension(1), outputs);
    Tensor y = tape.take(shape);
    Tensor in = x.value();
    y.fill(Float.NEGATIVE_INFINITY);
    float[] numbers = in.data();
    float[] greatest = y.data();
    int step = window.step();
    int channelSize = Window.channel(in);
    int positions = Window.count(outputs);
    for (int channel = 0; channel < Blocks.outer(in, 2); channel++) {
      int from = in.offset() + channel * channelSize;
      int to = channel * positions;
      window.forEach(
          in.shape(),
          outputs,
          (_, output, at, count) -> {
            for (int i = 0; at >= 0 && i < count; i++) {
              int o = to + output + i;
              greatest[o] = Math.max(greatest[o], numbers[from + at + i * step]);
            }
          });
    }
    return tape.record(new MaxPoolOp(window, outputs), y, x);
  }

  @Override
  public String name() {
    return "max-pool";
  }

  @Override
  public void backward(Node node) {
    Tensor x = node.inputValue(0);
    Tensor y = node.value();
    Tensor dx = node.inputGradient(0);
    Tensor remaining = node.tape().workspace().take(y.shape());
    remaining.copyFrom(node.gradient());
    float[] numbers = x.data();
    float[] greatest = y.data();
    float[] sums = dx.data();
    float[] left = remaining.data();
    int step = window.step();
    int size = Window.channel(x);
    int positions = Window.count(outputs);
    for (int channel = 0; channel < Blocks.outer(x, 2); channel++) {
      int in = channel * size;
      int out = channel * positions;
      window.forEach(
          x.shape(),
          outputs,
          (_, output, at, count) -> {
            // what is handed over is gone, so that the first of the greatest numbers gets it all
            for (int i = 0; at >= 0 && i < count; i++) {
              int from = at + i * step;
              int o = out + output + i;
              if (Float.compare(numbers[x.offset() + in + from], greatest[y.offset() + o]) == 0) {
                sums[dx.offset() + in + from] += left[o];
                left[o] = 0;
              }
            }
          });
    }
    node.tape().workspace().give(remaining);
  }
}
