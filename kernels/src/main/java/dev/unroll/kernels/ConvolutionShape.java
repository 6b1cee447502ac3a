package dev.unroll.kernels;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;

/// The extents of a convolution over three spatial axes; one over two has a depth of 1, a kernel of depth 1 with
/// stride 1, and no padding along it.
///
/// @param batch `N`
/// @param inputs `C`, the channels that it reads
/// @param outputs `O`, the channels that it gives
/// @param size of a channel of the input
/// @param kernel of the window
/// @param stride from one window to the next
/// @param padding how far windows reach out of the input on each side, where zeros are read
/// @param result of a channel of the output, which follows: `(size + 2·padding − kernel)/stride + 1`, rounded down
public record ConvolutionShape(
    int batch,
    int inputs,
    int outputs,
    Extents size,
    Extents kernel,
    Extents stride,
    Extents padding,
    Extents result) {
  /// The most numbers of one array: half of what an index can reach.
  private static final int MOST = 1 << 30;

  public ConvolutionShape {
    notNegative("N, C and O", batch, inputs, outputs);
    notNegative("size", size.depth(), size.height(), size.width());
    positive("kernel", kernel);
    positive("stride", stride);
    notNegative("padding", padding.depth(), padding.height(), padding.width());
    fits(size.depth(), kernel.depth(), padding.depth());
    fits(size.height(), kernel.height(), padding.height());
    fits(size.width(), kernel.width(), padding.width());
    // a row of the batch with its padding, brought to whole strides, and the weights are one array
    // each
    double padded = Math.max(1, inputs);
    padded *= size.depth() + 2.0 * padding.depth() + stride.depth();
    padded *= size.height() + 2.0 * padding.height() + stride.height();
    padded *= size.width() + 2.0 * padding.width() + stride.width();
    double weights = (double) kernel.depth() * kernel.height() * kernel.width();
    weights *= Math.max(1, inputs) * (double) Math.max(1, outputs);
    if (Math.max(padded, weights) > MOST) {
      throw new IllegalArgumentException(
          "expected at most %d numbers in a padded input and in the weights, got %.0f and %.0f"
              .formatted(MOST, padded, weights));
    }
    Extents windows =
        new Extents(
            windows(size.depth(), kernel.depth(), stride.depth(), padding.depth()),
            windows(size.height(), kernel.height(), stride.height(), padding.height()),
            windows(size.width(), kernel.width(), stride.width(), padding.width()));
    if (result != null && !result.equals(windows)) {
      throw new IllegalArgumentException("result: expected %s, got %s".formatted(windows, result));
    }
    result = windows;
  }

  /// A convolution whose output's extents follow from the others.
  public ConvolutionShape(
      int batch,
      int inputs,
      int outputs,
      Extents size,
      Extents kernel,
      Extents stride,
      Extents padding) {
    this(batch, inputs, outputs, size, kernel, stride, padding, null);
  }

  private static void notNegative(String what, int first, int second, int third) {
    if (first < 0 || second < 0 || third < 0) {
      throw new IllegalArgumentException(
          "%s: expected 0 or more, got %d, %d, %d".formatted(what, first, second, third));
    }
  }

  private static void positive(String what, Extents extents) {
    if (extents.depth() < 1 || extents.height() < 1 || extents.width() < 1) {
      throw new IllegalArgumentException("%s: expected 1 or more, got %s".formatted(what, extents));
    }
  }

  private static void fits(int size, int kernel, int padding) {
    if (size + 2L * padding < kernel) {
      throw new IllegalArgumentException(
          "a window of %d with padding %d does not fit into an extent of %d"
              .formatted(kernel, padding, size));
    }
  }

  private static int windows(int size, int kernel, int stride, int padding) {
    return (size + 2 * padding - kernel) / stride + 1;
  }

  /// `P`, the windows of a channel.
  public int positions() {
    return result().elements();
  }

  /// `K`, the numbers in a window over all channels.
  public int depth() {
    return inputs * kernel.elements();
  }

  /// Multiply-adds of the product with all windows.
  public double work() {
    return (double) batch * outputs * positions() * depth();
  }

  /// The shape of a tensor of so many rows and channels with these extents: `[N,C,D,H,W]`.
  static Shape shape(int rows, int channels, Extents extents) {
    return Shape.of(rows, channels, extents.depth(), extents.height(), extents.width());
  }

  /// Requires a tensor to be `x`: `[N,C,D,H,W]`, or without the `D` if it is 1.
  public void checkInput(String name, Tensor tensor) {
    check(name, tensor, batch, inputs, size);
  }

  /// Requires a tensor to be `y`: `[N,O,…]` with the extents of [#result].
  public void checkOutput(String name, Tensor tensor) {
    check(name, tensor, batch, outputs, result());
  }

  /// Requires a tensor to be `weight`: `[O,C,…]` with the extents of the kernel.
  public void checkWeight(String name, Tensor tensor) {
    check(name, tensor, outputs, inputs, kernel);
  }

  private static void check(String name, Tensor tensor, int rows, int channels, Extents extents) {
    if (tensor == null || !fits(tensor.shape(), rows, channels, extents)) {
      Shape flat = Shape.of(rows, channels, extents.height(), extents.width());
      throw new IllegalArgumentException(
          "%s: expected shape %s, got %s"
              .formatted(
                  name,
                  extents.depth() == 1 ? flat : shape(rows, channels, extents),
                  tensor == null ? "null" : tensor.shape().toString()));
    }
  }

  private static boolean fits(Shape shape, int rows, int channels, Extents extents) {
    int rank = shape.rank();
    return (rank == 5 || rank == 4 && extents.depth() == 1)
        && shape.dimension(0) == rows
        && shape.dimension(1) == channels
        && (rank == 4 || shape.dimension(2) == extents.depth())
        && shape.dimension(-2) == extents.height()
        && shape.dimension(-1) == extents.width();
  }
}
