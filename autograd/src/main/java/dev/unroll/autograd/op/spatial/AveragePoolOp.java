package dev.unroll.autograd.op.spatial;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;

/// The mean of each window, over two spatial axes (`x [N,C,H,W]`) or three (`x [N,C,D,H,W]`). Padding
/// counts as zeros, as in `torch.nn.functional.avg_pool2d`; `dx += dy/K` for each of a window's K elements.
public final class AveragePoolOp implements Operation {
  private final Window window;
  private final int[] outputs;

  private AveragePoolOp(Window window, int[] outputs) {
    this.window = window;
    this.outputs = outputs;
  }

  /// Windows of `size` along each spatial axis, `stride` apart, reaching `padding` outside.
  public static Variable apply(Variable x, int size, int stride, int padding) {
    Shape shape = x.shape();
    return apply(
        x,
        Pooling.all("average-pool", shape, size),
        Pooling.all("average-pool", shape, stride),
        Pooling.all("average-pool", shape, padding));
  }

  /// Windows with a size, a stride and a padding for each spatial axis.
  public static Variable apply(Variable x, int[] size, int[] stride, int[] padding) {
    Window window = Pooling.window("average-pool", x.shape(), size, stride, padding);
    int[] outputs = window.outputs("average-pool", x.shape());
    Tape tape = x.tape();
    Shape shape = window.shape(x.shape(), x.shape().dimension(1), outputs);
    Tensor y = tape.take(shape);
    Tensor in = x.value();
    y.fill(0);
    float[] numbers = in.data();
    float[] out = y.data();
    int step = window.step();
    int channelSize = Window.channel(in);
    int positions = Window.count(outputs);
    int elements = window.elements();
    for (int channel = 0; channel < Blocks.outer(in, 2); channel++) {
      int from = in.offset() + channel * channelSize;
      int to = channel * positions;
      window.forEach(
          in.shape(),
          outputs,
          (_, output, at, count) -> {
            for (int i = 0; at >= 0 && i < count; i++) {
              out[to + output + i] += numbers[from + at + i * step];
            }
          });
      boolean sound = true;
      for (int i = to; i < to + positions; i++) {
        sound &= Float.isFinite(out[i]);
        out[i] /= elements;
      }
      if (!sound) {
        extreme(window, outputs, in, from, y, to);
      }
    }
    return tape.record(new AveragePoolOp(window, outputs), y, x);
  }

  /// A channel in which sums leave float32: the means of those again, in double.
  private static void extreme(Window window, int[] outputs, Tensor in, int from, Tensor y, int to) {
    double[] exact = new double[Window.count(outputs)];
    window.forEach(
        in.shape(),
        outputs,
        (_, output, at, count) -> {
          for (int i = 0; at >= 0 && i < count; i++) {
            exact[output + i] += in.data()[from + at + i * window.step()];
          }
        });
    for (int i = 0; i < exact.length; i++) {
      if (!Float.isFinite(y.data()[to + i])) {
        y.data()[to + i] = (float) (exact[i] / window.elements());
      }
    }
  }

  @Override
  public String name() {
    return "average-pool";
  }

  @Override
  public void backward(Node node) {
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    Tensor share = node.tape().workspace().take(dy.shape());
    float[] shares = share.data();
    int elements = window.elements();
    for (int i = 0; i < dy.elements(); i++) {
      shares[i] = dy.data()[dy.offset() + i] / elements;
    }
    float[] sums = dx.data();
    int step = window.step();
    int channelSize = Window.channel(dx);
    int positions = Window.count(outputs);
    for (int channel = 0; channel < Blocks.outer(dx, 2); channel++) {
      int to = dx.offset() + channel * channelSize;
      int from = channel * positions;
      window.forEach(
          dx.shape(),
          outputs,
          (_, output, at, count) -> {
            for (int i = 0; at >= 0 && i < count; i++) {
              sums[to + at + i * step] += shares[from + output + i];
            }
          });
    }
    node.tape().workspace().give(share);
  }
}
