package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// How a convolution or a pooling moves over one to three spatial axes, those that are missing being 1 long:
///
///     out = (in + before + after − (dilation·(kernel − 1) + 1))/stride + 1
///
/// rounded down, or up with ceil_mode; auto_pad chooses before and after.
final class Window {
  private static final int AXES = 3;

  private final long[] kernelShape;
  private final long[] strides;
  private final long[] dilations;
  private final long[] pads;
  private final String autoPad;
  private final boolean ceil;

  final int[] kernel = new int[AXES];
  final int[] stride = new int[AXES];
  final int[] dilation = new int[AXES];
  final int[] before = new int[AXES];
  final int[] after = new int[AXES];
  final int[] in = new int[AXES];
  final int[] out = new int[AXES];
  private int spatial;

  Window(Site site) throws MalformedFileException {
    kernelShape = site.wholes("kernel_shape");
    strides = site.wholes("strides");
    dilations = site.wholes("dilations");
    pads = site.wholes("pads");
    autoPad = site.text("auto_pad", "NOTSET");
    ceil = site.flag("ceil_mode", false);
    switch (autoPad) {
      case "NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER" -> {}
      default ->
          throw site.unsupported("auto_pad", autoPad, "NOTSET, VALID, SAME_UPPER and SAME_LOWER");
    }
  }

  /// Whether the node says how large the window is.
  boolean hasKernel() {
    return kernelShape != null;
  }

  /// Computes the extents for an input `[N,C,…]`.
  ///
  /// @param weights `[O,C,…]`, whose extents are the window's, or null
  void fit(Value x, Value weights) {
    spatial = x.rank() - 2;
    if (spatial < 1 || spatial > AXES) {
      throw new IllegalArgumentException(
          "expected [N,C,…] with one to three axes behind, got " + x.shapeText());
    }
    for (int axis = 0; axis < AXES; axis++) {
      int own = axis - (AXES - spatial);
      boolean missing = own < 0;
      in[axis] = missing ? 1 : x.dim(2 + own);
      kernel[axis] =
          missing
              ? 1
              : weights != null ? weights.dim(2 + own) : (int) at(kernelShape, own, spatial, 1);
      stride[axis] = missing ? 1 : (int) at(strides, own, spatial, 1);
      dilation[axis] = missing ? 1 : (int) at(dilations, own, spatial, 1);
      if (kernel[axis] < 1 || stride[axis] < 1 || dilation[axis] < 1) {
        throw new IllegalArgumentException(
            "expected kernels, strides and dilations of 1 or more, got %d, %d and %d"
                .formatted(kernel[axis], stride[axis], dilation[axis]));
      }
      if (weights != null
          && kernelShape != null
          && !missing
          && at(kernelShape, own, spatial, 1) != kernel[axis]) {
        throw new IllegalArgumentException("kernel_shape is not that of the weights");
      }
      pad(axis, own);
      out[axis] = outputs(axis);
    }
  }

  private long at(long[] values, int axis, int count, long absent) {
    if (values == null) {
      return absent;
    }
    if (values.length != count) {
      throw new IllegalArgumentException(
          "expected %d numbers in an attribute, got %d".formatted(count, values.length));
    }
    if (values[axis] < 0 || values[axis] > 1 << 28) {
      throw new IllegalArgumentException(
          "expected numbers from 0 to 2^28 in an attribute, got " + values[axis]);
    }
    return values[axis];
  }

  private int reach(int axis) {
    long reach = dilation[axis] * (kernel[axis] - 1L) + 1;
    if (reach > 1 << 29) {
      throw new IllegalArgumentException("a window reaches over " + reach + " elements");
    }
    return (int) reach;
  }

  private void pad(int axis, int own) {
    before[axis] = 0;
    after[axis] = 0;
    if (own < 0 || autoPad.equals("VALID")) {
      return;
    }
    if (autoPad.equals("NOTSET")) {
      before[axis] = (int) at(pads, own, 2 * spatial, 0);
      after[axis] = (int) at(pads, spatial + own, 2 * spatial, 0);
      return;
    }
    int wanted = (in[axis] + stride[axis] - 1) / stride[axis];
    long total = Math.max(0, (wanted - 1L) * stride[axis] + reach(axis) - in[axis]);
    int half = (int) (total / 2);
    int more = (int) (total - half);
    before[axis] = autoPad.equals("SAME_UPPER") ? half : more;
    after[axis] = autoPad.equals("SAME_UPPER") ? more : half;
  }

  private int outputs(int axis) {
    long room = (long) in[axis] + before[axis] + after[axis] - reach(axis);
    if (room < 0) {
      throw new IllegalArgumentException(
          "a window over %d elements does not fit into %d with padding %d and %d"
              .formatted(reach(axis), in[axis], before[axis], after[axis]));
    }
    long outputs = (room + (ceil ? stride[axis] - 1 : 0)) / stride[axis] + 1;
    // a window that begins in the padding behind the input is none
    if (ceil && (outputs - 1) * stride[axis] >= (long) in[axis] + before[axis]) {
      outputs--;
    }
    return Extents.check(outputs);
  }

  /// The elements of one window.
  int size() {
    return Math.multiplyExact(Math.multiplyExact(kernel[0], kernel[1]), kernel[2]);
  }

  /// The windows of one channel; [#shape] has seen that they are not too many.
  int positions() {
    return out[0] * out[1] * out[2];
  }

  /// Gives a value the shape `[batch, channels, out…]`.
  void shape(Value y, int batch, int channels) {
    int[] dims = y.begin(2 + spatial);
    dims[0] = batch;
    dims[1] = channels;
    System.arraycopy(out, AXES - spatial, dims, 2, spatial);
    y.end();
  }

  /// The first output along an axis whose window has its element `k` inside the input.
  int firstInside(int axis, int k) {
    int shift = k * dilation[axis] - before[axis];
    return shift >= 0 ? 0 : Math.min(out[axis], (stride[axis] - 1 - shift) / stride[axis]);
  }

  /// The output after the last of those, not before the first.
  int endInside(int axis, int k) {
    int reach = in[axis] - 1 - (k * dilation[axis] - before[axis]);
    int end = reach < 0 ? 0 : Math.min(out[axis], reach / stride[axis] + 1);
    return Math.max(firstInside(axis, k), end);
  }

  /// Where along an axis element `k` of output `o`'s window is.
  int place(int axis, int o, int k) {
    return o * stride[axis] + k * dilation[axis] - before[axis];
  }

  /// Whether each window is one element, and they are all elements in order.
  boolean isIdentity() {
    for (int axis = 0; axis < AXES; axis++) {
      if (kernel[axis] != 1 || stride[axis] != 1 || before[axis] + after[axis] != 0) {
        return false;
      }
    }
    return true;
  }
}
