package dev.unroll.autograd.op.spatial;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.Arrays;

/// The greatest number in each window, over two spatial axes (`x [N,C,H,W]`) or three (`x [N,C,D,H,W]`).
/// The whole of `dy` goes to the first of the greatest numbers. Padding never wins; a NaN always does.
public final class MaxPoolOp implements Operation {
  /// Where a window holds nothing but padding.
  private static final int NONE = -1;

  private final Window window;
  private final int[] outputs;

  /// Of each output the element of its window that is the greatest, by its row-major index, or [#NONE].
  private final Tensor savedWinners;

  private MaxPoolOp(Window window, int[] outputs, Tensor savedWinners) {
    this.window = window;
    this.outputs = outputs;
    this.savedWinners = savedWinners;
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
    Tensor winners = tape.take(shape);
    Tensor in = x.value();
    int channelSize = Window.channel(in);
    int positions = Window.count(outputs);
    boolean squares =
        Arrays.equals(window.kernel(), new int[] {1, 2, 2})
            && Arrays.equals(window.padding(), new int[3]);
    for (int channel = 0; channel < Blocks.outer(in, 2); channel++) {
      int to = channel * positions;
      for (int od = 0; od < outputs[0]; od++) {
        for (int oh = 0; oh < outputs[1]; oh++, to += outputs[2]) {
          if (squares) {
            int row = od * window.stride()[0] * Window.extent(in.shape(), 1);
            squares(
                in.data(),
                in.offset()
                    + channel * channelSize
                    + (row + oh * window.stride()[1]) * Window.extent(in.shape(), 2),
                Window.extent(in.shape(), 2),
                window.step(),
                outputs[2],
                y.data(),
                winners.data(),
                to);
            continue;
          }
          row(
              window,
              in.shape(),
              od,
              oh,
              in.data(),
              in.offset() + channel * channelSize,
              outputs[2],
              y.data(),
              winners.data(),
              to);
        }
      }
    }
    return tape.record(new MaxPoolOp(window, outputs, winners), y, x);
  }

  /// A row of outputs of the usual windows, two by two without padding, in three fifths of the time of [#row].
  private static void squares(
      float[] x, int from, int width, int step, int columns, float[] y, float[] winners, int to) {
    for (int ow = 0; ow < columns; ow++) {
      int at = from + ow * step;
      long upper = Math.max(key(x[at], 0), key(x[at + 1], 1));
      long lower = Math.max(key(x[at + width], 2), key(x[at + width + 1], 3));
      long greatest = Math.max(upper, lower);
      y[to + ow] = number(greatest);
      winners[to + ow] = Integer.MAX_VALUE - (int) greatest;
    }
  }

  /// A row of outputs of one channel.
  private static void row(
      Window window,
      Shape shape,
      int od,
      int oh,
      float[] x,
      int from,
      int columns,
      float[] y,
      float[] winners,
      int to) {
    int height = Window.extent(shape, 1);
    int width = Window.extent(shape, 2);
    int kernelHeight = window.kernel()[1];
    int kernelWidth = window.kernel()[2];
    int step = window.step();
    // 1. the elements of the window that lie within the input along the outer axes
    int d = od * window.stride()[0] - window.padding()[0];
    int h = oh * window.stride()[1] - window.padding()[1];
    int firstD = Math.max(0, -d);
    int endD = Math.min(window.kernel()[0], Window.extent(shape, 0) - d);
    int firstH = Math.max(0, -h);
    int endH = Math.min(kernelHeight, height - h);
    for (int ow = 0; ow < columns; ow++) {
      // 2. and along a row
      int w = ow * step - window.padding()[2];
      int firstW = Math.max(0, -w);
      int endW = Math.min(kernelWidth, width - w);
      // 3. the greatest key
      long greatest = Long.MIN_VALUE;
      for (int kd = firstD; kd < endD; kd++) {
        for (int kh = firstH; kh < endH; kh++) {
          int at = from + ((d + kd) * height + h + kh) * width + w;
          int element = (kd * kernelHeight + kh) * kernelWidth;
          for (int kw = firstW; kw < endW; kw++) {
            greatest = Math.max(greatest, key(x[at + kw], element + kw));
          }
        }
      }
      boolean none = greatest == Long.MIN_VALUE;
      y[to + ow] = none ? Float.NEGATIVE_INFINITY : number(greatest);
      winners[to + ow] = none ? NONE : Integer.MAX_VALUE - (int) greatest;
    }
  }

  /// Keys are in order as their numbers are, NaN above all, and of equal numbers that of the first element is the
  /// greatest. So a maximum of keys needs no branch, which could not be foreseen.
  private static long key(float number, int element) {
    return (long) swapped(Float.floatToIntBits(number)) << 32 | Integer.MAX_VALUE - element;
  }

  private static float number(long key) {
    return Float.intBitsToFloat(swapped((int) (key >> 32)));
  }

  /// The bits of a negative number, whose magnitude falls as it grows, turned round; its own inverse.
  private static int swapped(int bits) {
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }

  @Override
  public String name() {
    return "max-pool";
  }

  @Override
  public void backward(Node node) {
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    int height = Window.extent(dx.shape(), 1);
    int width = Window.extent(dx.shape(), 2);
    int[] offsets = window.offsets(height, width);
    int[] stride = window.stride();
    int[] padding = window.padding();
    int size = Window.channel(dx);
    int from = dy.offset();
    int saved = savedWinners.offset();
    for (int channel = 0; channel < Blocks.outer(dx, 2); channel++) {
      int in = dx.offset() + channel * size;
      for (int od = 0; od < outputs[0]; od++) {
        int d = od * stride[0] - padding[0];
        for (int oh = 0; oh < outputs[1]; oh++) {
          int h = oh * stride[1] - padding[1];
          int at = in + (d * height + h) * width - padding[2];
          addRow(
              outputs[2],
              dy.data(),
              from,
              savedWinners.data(),
              saved,
              offsets,
              dx.data(),
              at,
              window.step());
          from += outputs[2];
          saved += outputs[2];
        }
      }
    }
  }

  /// @param offsets of each element of a window, from its first
  /// @param to where the first window's first element lies, or would without padding
  private static void addRow(
      int columns,
      float[] dy,
      int from,
      float[] winners,
      int winnersFrom,
      int[] offsets,
      float[] dx,
      int to,
      int step) {
    for (int ow = 0; ow < columns; ow++) {
      int winner = (int) winners[winnersFrom + ow];
      if (winner != NONE) {
        dx[to + ow * step + offsets[winner]] += dy[from + ow];
      }
    }
  }
}
