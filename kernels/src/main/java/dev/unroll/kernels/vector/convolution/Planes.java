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
/// Where what lies is looked up in tables: runs are so short that divisions would be most of the work. One object a pass,
/// set anew for each; once set, threads share it.
final class Planes {
  private Extents stride;
  private int channels;
  private int height;
  private int width;
  private int plane;
  private int channel;

  /// The windows of a row of windows.
  int rowLength;

  /// The rows of windows, and how far from the first window the one is that each of them begins with.
  private int[] rows = new int[0];

  private int rowCount;

  /// Where the numbers of the first window are, over all channels.
  private int[] numbers = new int[0];

  /// Where the rows of the input in a channel would begin without what their first number adds, …
  private int[] inputRows = new int[0];

  private int inputRowCount;
  private int inputWidth;

  /// … which is this, for the first number of each plane along the width.
  private int[] firsts = new int[0];

  void set(ConvolutionShape shape) {
    Extents size = shape.size();
    Extents padding = shape.padding();
    Extents kernel = shape.kernel();
    Extents result = shape.result();
    stride = shape.stride();
    channels = shape.inputs();
    int depth = planes(size.depth(), padding.depth(), stride.depth());
    height = planes(size.height(), padding.height(), stride.height());
    width = rowDistance(shape);
    plane = depth * height * width;
    channel = plane * stride.elements();
    rowLength = result.width();

    rowCount = result.depth() * result.height();
    rows = atLeast(rowCount, rows);
    for (int row = 0; row < rowCount; row++) {
      rows[row] = (row / result.height() * height + row % result.height()) * width;
    }
    numbers = atLeast(shape.depth(), numbers);
    int k = 0;
    for (int c = 0; c < channels; c++) {
      for (int d = 0; d < kernel.depth(); d++) {
        for (int h = 0; h < kernel.height(); h++) {
          for (int w = 0; w < kernel.width(); w++) {
            numbers[k++] = c * channel + row(d, h) + number(w);
          }
        }
      }
    }
    inputWidth = size.width();
    inputRowCount = size.depth() * size.height();
    inputRows = atLeast(inputRowCount, inputRows);
    for (int row = 0; row < inputRowCount; row++) {
      inputRows[row] =
          row(row / size.height() + padding.depth(), row % size.height() + padding.height());
    }
    firsts = atLeast(stride.width(), firsts);
    for (int first = 0; first < stride.width(); first++) {
      firsts[first] = number(first + padding.width());
    }
  }

  /// How far a row of windows is from the one before it in the same slice.
  static int rowDistance(ConvolutionShape shape) {
    return planes(shape.size().width(), shape.padding().width(), shape.stride().width());
  }

  private static int planes(int size, int padding, int stride) {
    return (size + 2 * padding + stride - 1) / stride;
  }

  private static int[] atLeast(int length, int[] table) {
    return table.length < length ? new int[length] : table;
  }

  /// Where in a channel a row of the frame would begin without what its first number adds.
  private int row(int d, int h) {
    int phase = (d % stride.depth() * stride.height() + h % stride.height()) * stride.width();
    return phase * plane + (d / stride.depth() * height + h / stride.height()) * width;
  }

  /// What a number of a row of the frame adds.
  private int number(int w) {
    return w % stride.width() * plane + w / stride.width();
  }

  /// The floats of a row of the batch.
  int length() {
    return channels * channel;
  }

  /// The floats of a channel of them.
  int channelLength() {
    return channel;
  }

  /// Where the `K` numbers of the first window are.
  int[] numbers() {
    return numbers;
  }

  /// The rows of windows.
  int rows() {
    return rowCount;
  }

  /// How far from the first window the one is that a row of windows begins with.
  int row(int row) {
    return rows[row];
  }

  /// How far a row of windows is from the one before it in the same slice.
  int rowDistance() {
    return width;
  }

  /// Overwrites channels `from` to `to`, but for the frame, with row n of `x`.
  void read(Tensor x, int n, int from, int to, float[] planes, int at) {
    int step = stride.width();
    for (int c = from; c < to; c++) {
      int source = x.offset() + (n * channels + c) * inputRowCount * inputWidth;
      int target = at + c * channel;
      if (step == 1) {
        Runs.copy(
            inputRowCount, inputWidth, x.data(), source, planes, target + firsts[0], inputRows);
      } else if (step == 2) {
        Pairs.apart(
            inputRowCount,
            inputWidth,
            x.data(),
            source,
            planes,
            target,
            inputRows,
            firsts[0],
            firsts[1]);
      } else {
        for (int row = 0; row < inputRowCount; row++) {
          for (int w = 0; w < inputWidth; w++) {
            planes[target + inputRows[row] + firsts[w % step] + w / step] = x.data()[source + w];
          }
          source += inputWidth;
        }
      }
    }
  }

  /// Adds channels `from` to `to`, the first of which is `at`, to row n of `dx`.
  void addBack(float[] planes, int at, Tensor dx, int n, int from, int to) {
    int step = stride.width();
    for (int c = from; c < to; c++) {
      int target = dx.offset() + (n * channels + c) * inputRowCount * inputWidth;
      int source = at + (c - from) * channel;
      if (step == 1) {
        Runs.add(
            inputRowCount, inputWidth, planes, source + firsts[0], inputRows, dx.data(), target);
      } else if (step == 2) {
        Pairs.add(
            inputRowCount,
            inputWidth,
            planes,
            source,
            inputRows,
            firsts[0],
            firsts[1],
            dx.data(),
            target);
      } else {
        for (int row = 0; row < inputRowCount; row++) {
          for (int w = 0; w < inputWidth; w++) {
            dx.data()[target + w] += planes[source + inputRows[row] + firsts[w % step] + w / step];
          }
          target += inputWidth;
        }
      }
    }
  }

  /// Overwrites floats with zeros.
  static void clear(float[] planes, int at, int length) {
    Arrays.fill(planes, at, at + length, 0f);
  }
}
