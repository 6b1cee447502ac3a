package dev.unroll.autograd.op.spatial;

import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.ConvolutionShape;
import dev.unroll.kernels.Extents;
import java.util.Arrays;

/// How a convolution or a pooling moves over three spatial axes: in two dimensions the first of them is 1
/// deep. Along each axis, outputs are `(extent + 2·padding − kernel)/stride + 1`, rounded down.
///
/// @param kernel extents of the window
/// @param stride steps of the window
/// @param padding how far the window reaches out of the input on each side
record Window(int[] kernel, int[] stride, int[] padding) {
  Window {
    for (int axis = 0; axis < 3; axis++) {
      Checks.positive("kernel", kernel[axis]);
      Checks.positive("stride", stride[axis]);
      Checks.notNegative("padding", padding[axis]);
    }
  }

  /// A window over two axes or three, given by as many numbers each.
  static Window of(String operation, int[] kernel, int[] stride, int[] padding) {
    int axes = kernel.length;
    if ((axes != 2 && axes != 3) || stride.length != axes || padding.length != axes) {
      throw new IllegalArgumentException(
          "%s: expected a window, stride and padding along each of 2 or 3 axes, got %d, %d and %d numbers"
              .formatted(operation, axes, stride.length, padding.length));
    }
    return axes == 3
        ? new Window(kernel.clone(), stride.clone(), padding.clone())
        : new Window(
            new int[] {1, kernel[0], kernel[1]},
            new int[] {1, stride[0], stride[1]},
            new int[] {0, padding[0], padding[1]});
  }

  /// One number for each of so many axes.
  static int[] all(int axes, int number) {
    int[] all = new int[axes];
    Arrays.fill(all, number);
    return all;
  }

  /// The output's extents for an input `[N,C,H,W]` or `[N,C,D,H,W]`.
  int[] outputs(String operation, Shape input) {
    int[] outputs = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      int room = extent(input, axis) + 2 * padding[axis] - kernel[axis];
      if (room < 0) {
        throw new IllegalArgumentException(
            "%s: a window of %d with padding %d does not fit into %s"
                .formatted(operation, kernel[axis], padding[axis], input));
      }
      outputs[axis] = room / stride[axis] + 1;
    }
    return outputs;
  }

  /// An input's spatial extent; in two dimensions the depth is 1.
  static int extent(Shape input, int axis) {
    int spatial = input.rank() - 2;
    return axis < 3 - spatial ? 1 : input.dimension(axis - 3);
  }

  /// The shape of the output with the given channels.
  Shape shape(Shape input, int channels, int[] outputs) {
    return input.rank() == 4
        ? Shape.of(input.dimension(0), channels, outputs[1], outputs[2])
        : Shape.of(input.dimension(0), channels, outputs[0], outputs[1], outputs[2]);
  }

  /// The convolution with this window of an input `[N,C,H,W]` or `[N,C,D,H,W]`, into so many channels.
  ConvolutionShape convolution(Shape input, int channels) {
    return new ConvolutionShape(
        input.dimension(0),
        input.dimension(1),
        channels,
        new Extents(extent(input, 0), extent(input, 1), extent(input, 2)),
        extents(kernel),
        extents(stride),
        extents(padding));
  }

  private static Extents extents(int[] axes) {
    return new Extents(axes[0], axes[1], axes[2]);
  }

  /// What is done along a row of outputs.
  @FunctionalInterface
  interface Visitor {
    /// One element of the windows of `count` neighbouring outputs.
    ///
    /// @param element the element's index within the window, row-major
    /// @param output the first window's index among the outputs, row-major
    /// @param at the first input's index within its channel, the others a stride apart; −1 in the padding
    void visit(int element, int output, int at, int count);
  }

  /// Visits all elements of all windows, element by element, those of a row of outputs in up to three
  /// runs: padding, inputs, padding.
  void forEach(Shape input, int[] outputs, Visitor visitor) {
    int height = extent(input, 1);
    int width = extent(input, 2);
    int columns = outputs[2];
    int element = 0;
    for (int kd = 0; kd < kernel[0]; kd++) {
      for (int kh = 0; kh < kernel[1]; kh++) {
        for (int kw = 0; kw < kernel[2]; kw++, element++) {
          // the outputs from `first` on and below `end` are those with 0 ≤ ow·stride + shift <
          // width
          int shift = kw - padding[2];
          int first = Math.min(columns, shift < 0 ? (stride[2] - 1 - shift) / stride[2] : 0);
          int reach = width - 1 - shift;
          int end = Math.max(first, Math.min(columns, reach < 0 ? 0 : reach / stride[2] + 1));
          int output = 0;
          for (int od = 0; od < outputs[0]; od++) {
            int d = od * stride[0] + kd - padding[0];
            for (int oh = 0; oh < outputs[1]; oh++, output += columns) {
              int h = oh * stride[1] + kh - padding[1];
              if (d < 0 || d >= extent(input, 0) || h < 0 || h >= height) {
                visitor.visit(element, output, -1, columns);
                continue;
              }
              if (first > 0) {
                visitor.visit(element, output, -1, first);
              }
              if (end > first) {
                int at = (d * height + h) * width + first * stride[2] + shift;
                visitor.visit(element, output + first, at, end - first);
              }
              if (columns > end) {
                visitor.visit(element, output + end, -1, columns - end);
              }
            }
          }
        }
      }
    }
  }

  /// Of each element of a window, row-major, how far it lies from the first within a channel of an input.
  int[] offsets(int height, int width) {
    int[] offsets = new int[elements()];
    int element = 0;
    for (int kd = 0; kd < kernel[0]; kd++) {
      for (int kh = 0; kh < kernel[1]; kh++) {
        for (int kw = 0; kw < kernel[2]; kw++) {
          offsets[element++] = (kd * height + kh) * width + kw;
        }
      }
    }
    return offsets;
  }

  /// The distance between the inputs of a run.
  int step() {
    return stride[2];
  }

  /// The elements of one window.
  int elements() {
    return kernel[0] * kernel[1] * kernel[2];
  }

  /// The windows of one channel.
  static int count(int[] outputs) {
    return outputs[0] * outputs[1] * outputs[2];
  }

  /// The numbers of one channel of one row.
  static int channel(Tensor input) {
    return Blocks.inner(input, 2);
  }
}
