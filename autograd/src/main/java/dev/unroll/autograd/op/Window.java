package dev.unroll.autograd.op;

import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;

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

  /// The same stride and padding along the last two axes.
  static Window flat(int height, int width, int stride, int padding) {
    return new Window(
        new int[] {1, height, width},
        new int[] {1, stride, stride},
        new int[] {0, padding, padding});
  }

  /// The same stride and padding along all three axes.
  static Window deep(int depth, int height, int width, int stride, int padding) {
    return new Window(
        new int[] {depth, height, width},
        new int[] {stride, stride, stride},
        new int[] {padding, padding, padding});
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

  /// What is done at each pair of a window's element and an input's.
  @FunctionalInterface
  interface Visitor {
    /// @param element the element's index within the window, row-major
    /// @param output the window's index among the outputs, row-major
    /// @param at the input's index within its channel; −1 in the padding
    void visit(int element, int output, int at);
  }

  /// Visits all elements of all windows, element by element.
  void forEach(Shape input, int[] outputs, Visitor visitor) {
    int height = extent(input, 1);
    int width = extent(input, 2);
    int element = 0;
    for (int kd = 0; kd < kernel[0]; kd++) {
      for (int kh = 0; kh < kernel[1]; kh++) {
        for (int kw = 0; kw < kernel[2]; kw++, element++) {
          int output = 0;
          for (int od = 0; od < outputs[0]; od++) {
            int d = od * stride[0] + kd - padding[0];
            for (int oh = 0; oh < outputs[1]; oh++) {
              int h = oh * stride[1] + kh - padding[1];
              boolean inside = d >= 0 && d < extent(input, 0) && h >= 0 && h < height;
              for (int ow = 0; ow < outputs[2]; ow++, output++) {
                int w = ow * stride[2] + kw - padding[2];
                boolean within = inside && w >= 0 && w < width;
                visitor.visit(element, output, within ? (d * height + h) * width + w : -1);
              }
            }
          }
        }
      }
    }
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
