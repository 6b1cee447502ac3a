package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import java.util.Arrays;

/// The greatest element or the mean of each window, channel by channel.
final class Pool extends Operator {
  private final boolean greatest;
  private final boolean countsPadding;

  /// Null where one window is the whole channel.
  private final Window window;

  private final Value x;
  private final Value y;

  private Pool(Site site, boolean greatest, boolean global) throws MalformedFileException {
    this.greatest = greatest;
    window = global ? null : new Window(site);
    countsPadding = !greatest && !global && site.flag("count_include_pad", false);
    if (window != null && !window.hasKernel()) {
      throw site.malformed("expected an attribute kernel_shape, found none");
    }
    if (greatest && !global) {
      site.ignore("storage_order"); // of the second output
      if (site.optionalOutput(1, dev.unroll.interop.onnx.ElementType.INT64) != null) {
        throw site.malformed("its indices are used; supported is the first output alone");
      }
    }
    x = site.real(0);
    y = site.output(0, x.type());
  }

  static Pool max(Site site) throws MalformedFileException {
    return new Pool(site, true, false);
  }

  static Pool average(Site site) throws MalformedFileException {
    return new Pool(site, false, false);
  }

  static Pool global(Site site, boolean greatest) throws MalformedFileException {
    return new Pool(site, greatest, true);
  }

  @Override
  public void run(Context context) {
    if (window == null) {
      global(context);
      return;
    }
    window.fit(x, null);
    window.shape(y, x.dim(0), x.dim(1));
    int plane = window.in[0] * window.in[1] * window.in[2];
    int positions = window.positions();
    for (int channel = 0; channel < x.dim(0) * x.dim(1) && positions > 0; channel++) {
      channel(channel * plane, channel * positions);
    }
  }

  private void global(Context context) {
    if (x.rank() < 3) {
      throw new IllegalArgumentException("expected [N,C,…], got " + x.shapeText());
    }
    int[] dims = y.begin(x.rank());
    Arrays.fill(dims, 0, x.rank(), 1);
    dims[0] = x.dim(0);
    dims[1] = x.dim(1);
    y.end();
    int plane = x.elements(2, x.rank());
    for (int i = 0; i < y.elements(); i++) {
      y.floats()[i] =
          greatest
              ? context.kernels().reduction().maximum(plane, x.floats(), i * plane)
              : context.kernels().reduction().sum(plane, x.floats(), i * plane) / plane;
    }
  }

  private void channel(int from, int to) {
    int at = to;
    for (int od = 0; od < window.out[0]; od++) {
      for (int oh = 0; oh < window.out[1]; oh++) {
        for (int ow = 0; ow < window.out[2]; ow++) {
          y.floats()[at++] = one(from, od, oh, ow);
        }
      }
    }
  }

  private float one(int from, int od, int oh, int ow) {
    float result = greatest ? Float.NEGATIVE_INFINITY : 0;
    int inside = 0;
    int counted = 0;
    for (int kd = 0; kd < window.kernel[0]; kd++) {
      int d = window.place(0, od, kd);
      for (int kh = 0; kh < window.kernel[1]; kh++) {
        int h = window.place(1, oh, kh);
        for (int kw = 0; kw < window.kernel[2]; kw++) {
          int w = window.place(2, ow, kw);
          counted += within(0, d) && within(1, h) && within(2, w) ? 1 : 0;
          if (d < 0
              || d >= window.in[0]
              || h < 0
              || h >= window.in[1]
              || w < 0
              || w >= window.in[2]) {
            continue;
          }
          inside++;
          float v = x.floats()[from + (d * window.in[1] + h) * window.in[2] + w];
          result = greatest ? Math.max(result, v) : result + v;
        }
      }
    }
    return greatest ? result : result / (countsPadding ? counted : inside);
  }

  /// Whether a place is in the input or its padding, not in what rounding up added.
  private boolean within(int axis, int place) {
    return place < window.in[axis] + window.after[axis];
  }
}
