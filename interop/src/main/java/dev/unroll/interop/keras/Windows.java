package dev.unroll.interop.keras;

import dev.unroll.core.Shape;
import dev.unroll.core.io.MalformedFileException;
import java.util.Arrays;

/// Windows that move over one or two axes of `[N,H,W,C]`, with what is padded on either side. A window over
/// `[N,T,C]` is one over `[N,1,T,C]`.
///
/// @param size extents of the window
/// @param stride how far it moves
/// @param dilation how far its elements are apart
/// @param padding what is added
record Windows(int[] size, int[] stride, int[] dilation, Padding padding) {
  enum Padding {
    /// Nothing
    VALID,
    /// Zeros on both sides, so that a stride of 1 keeps the extent
    SAME,
    /// Zeros before the first element alone
    CAUSAL
  }

  /// Where windows begin along an axis, and how many there are.
  record Range(int begin, int count) {}

  /// Windows over so many axes.
  ///
  /// @param sizeKey the key of the window's extents
  /// @param strides what stands for absent strides; null for the key's absence being an error
  static Windows read(Config config, int axes, String sizeKey, boolean sizeIsStride)
      throws MalformedFileException {
    int[] size = config.sizes(sizeKey, axes);
    int[] stride = sizeIsStride && !config.has("strides") ? size : config.sizes("strides", axes);
    int[] dilation =
        config.has("dilation_rate") ? config.sizes("dilation_rate", axes) : filled(axes);
    String name = config.text("padding");
    Padding padding =
        switch (name) {
          case "valid" -> Padding.VALID;
          case "same" -> Padding.SAME;
          case "causal" -> Padding.CAUSAL;
          default ->
              throw config.malformed(
                  "expected padding valid, same or causal, found "
                      + MalformedFileException.quote(name));
        };
    return new Windows(two(size), two(stride), two(dilation), padding);
  }

  private static int[] filled(int axes) {
    int[] ones = new int[axes];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static int[] two(int[] extents) {
    return extents.length == 2 ? extents : new int[] {1, extents[0]};
  }

  /// The windows along axis 0 (H) or 1 (W) of so many elements.
  Range range(int axis, int extent) {
    long reach = (size[axis] - 1L) * dilation[axis] + 1;
    return switch (padding) {
      case VALID -> new Range(0, (int) Math.max(0, (extent - reach + stride[axis]) / stride[axis]));
      case SAME -> {
        int count = (extent + stride[axis] - 1) / stride[axis];
        long added = Math.max(0, (count - 1L) * stride[axis] + reach - extent);
        yield new Range((int) -(added / 2), count);
      }
      case CAUSAL ->
          new Range((int) (1 - reach), extent == 0 ? 0 : (extent - 1) / stride[axis] + 1);
    };
  }

  /// `[N,T,C]` as `[N,1,T,C]`; `[N,H,W,C]` as it is.
  static Shape planes(String what, Shape shape, int axes) {
    if (shape.rank() != axes + 2) {
      throw new IllegalArgumentException(
          "%s expects %s, got %s".formatted(what, axes == 1 ? "[N,T,C]" : "[N,H,W,C]", shape));
    }
    return axes == 2
        ? shape
        : Shape.of(shape.dimension(0), 1, shape.dimension(1), shape.dimension(2));
  }

  /// The shape of the outputs, with as many axes as the inputs.
  static Shape outputs(int batch, int height, int width, int channels, int axes) {
    return axes == 2 ? Shape.of(batch, height, width, channels) : Shape.of(batch, width, channels);
  }
}
