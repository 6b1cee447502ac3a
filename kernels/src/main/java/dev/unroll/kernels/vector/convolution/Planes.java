package dev.unroll.kernels.vector.convolution;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.ConvolutionShape;
import dev.unroll.kernels.Extents;
import java.util.Arrays;

/// How a row of the batch is laid out for windows: in a frame of zeros, and elements a stride apart side by side. So
/// an axis with stride s becomes s planes, and number k of neighbouring windows is one run of memory at any stride:
///
///     planes [C, s_d, s_h, s_w, ⌈D/s_d⌉, ⌈H/s_h⌉, ⌈W/s_w⌉]       D, H, W those of the frame
///
/// One object a pass, set anew for each; once set, threads share it.
final class Planes {
  private Extents size;
  private Extents stride;
  private Extents padding;
  private int channels;
  private int height;
  private int width;
  private int plane;
  private int channel;
  private int[] elements = new int[0];
  private int windowElements;
  private int windowRows;
  private int windowsDown;

  /// The windows of a row of windows.
  int rowLength;

  void set(ConvolutionShape shape) {
    size = shape.size();
    stride = shape.stride();
    padding = shape.padding();
    channels = shape.inputs();
    int depth = planes(size.depth(), padding.depth(), stride.depth());
    height = planes(size.height(), padding.height(), stride.height());
    width = planes(size.width(), padding.width(), stride.width());
    plane = depth * height * width;
    channel = plane * stride.elements();
    Extents result = shape.result();
    windowRows = result.depth() * result.height();
    windowsDown = result.height();
    rowLength = result.width();
    setElements(shape.kernel());
  }

  private static int planes(int size, int padding, int stride) {
    return (size + 2 * padding + stride - 1) / stride;
  }

  private void setElements(Extents kernel) {
    windowElements = kernel.elements();
    if (elements.length < windowElements) {
      elements = new int[windowElements];
    }
    int element = 0;
    for (int d = 0; d < kernel.depth(); d++) {
      for (int h = 0; h < kernel.height(); h++) {
        for (int w = 0; w < kernel.width(); w++) {
          elements[element++] = place(d, h, w);
        }
      }
    }
  }

  /// Where in a channel the number of the frame with these indices is.
  private int place(int d, int h, int w) {
    int phase =
        (d % stride.depth() * stride.height() + h % stride.height()) * stride.width()
            + w % stride.width();
    int row = d / stride.depth() * height + h / stride.height();
    return phase * plane + row * width + w / stride.width();
  }

  /// The floats of a row of the batch.
  int length() {
    return channels * channel;
  }

  /// The numbers of a window in one channel.
  int elements() {
    return windowElements;
  }

  /// Where number `element` of the first window in a channel is.
  int element(int channel, int element) {
    return channel * this.channel + elements[element];
  }

  /// The rows of windows.
  int rows() {
    return windowRows;
  }

  /// How far from the first window the one is that a row of windows begins with.
  int row(int row) {
    return (row / windowsDown * height + row % windowsDown) * width;
  }

  /// Overwrites channels `from` to `to`, but for the frame, with row n of `x`.
  void read(Tensor x, int n, int from, int to, float[] planes, int at) {
    int count = size.width();
    int step = stride.width();
    float[] data = x.data();
    for (int row = from * size.depth() * size.height();
        row < to * size.depth() * size.height();
        row++) {
      int source = x.offset() + (n * channels * size.depth() * size.height() + row) * count;
      for (int first = 0; first < Math.min(step, count); first++) {
        int target = at + inside(row, first);
        if (step == 1) {
          System.arraycopy(data, source, planes, target, count);
        } else {
          int some = (count - first + step - 1) / step;
          for (int i = 0; i < some; i++) {
            planes[target + i] = data[source + first + i * step];
          }
        }
      }
    }
  }

  /// Adds all channels to row n of `dx`.
  void addBack(float[] planes, int at, Tensor dx, int n) {
    int count = size.width();
    int step = stride.width();
    float[] data = dx.data();
    for (int row = 0; row < channels * size.depth() * size.height(); row++) {
      int target = dx.offset() + (n * channels * size.depth() * size.height() + row) * count;
      for (int first = 0; first < Math.min(step, count); first++) {
        int source = at + inside(row, first);
        int some = (count - first + step - 1) / step;
        for (int i = 0; i < some; i++) {
          data[target + first + i * step] += planes[source + i];
        }
      }
    }
  }

  /// Where number `w` of a row of the input, counted over all channels, is.
  private int inside(int row, int w) {
    int d = row / size.height() % size.depth();
    int h = row % size.height();
    int c = row / (size.height() * size.depth());
    return c * channel + place(d + padding.depth(), h + padding.height(), w + padding.width());
  }

  /// Overwrites a row of the batch with zeros.
  void clear(float[] planes, int at, int length) {
    Arrays.fill(planes, at, at + length, 0f);
  }
}
