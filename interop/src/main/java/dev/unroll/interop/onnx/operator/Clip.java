package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// `y = min(max(x, low), high)`; a bound that is absent binds nothing.
final class Clip extends Operator {
  private final Value x;
  private final Value low;
  private final Value high;
  private final Value y;
  private final float fixedLow;
  private final float fixedHigh;

  Clip(Site site) throws MalformedFileException {
    x = site.input(0);
    if (site.opset() < 11) {
      site.real(0);
      fixedLow = site.real("min", Float.NEGATIVE_INFINITY);
      fixedHigh = site.real("max", Float.POSITIVE_INFINITY);
      low = null;
      high = null;
    } else {
      fixedLow = Float.NEGATIVE_INFINITY;
      fixedHigh = Float.POSITIVE_INFINITY;
      low = site.optional(1) == null ? null : site.sameKind(1, x);
      high = site.optional(2) == null ? null : site.sameKind(2, x);
    }
    y = site.output(0, x.type());
  }

  @Override
  public boolean inPlace() {
    return true;
  }

  @Override
  public void run(Context context) {
    y.shapeLike(x);
    requireOne(low);
    requireOne(high);
    if (x.isReal()) {
      float from = low == null ? fixedLow : low.floats()[0];
      float to = high == null ? fixedHigh : high.floats()[0];
      context.kernels().elementwise().clamp(x.elements(), from, to, x.floats(), 0, y.floats(), 0);
      return;
    }
    long from = low == null ? Long.MIN_VALUE : low.longs()[0];
    long to = high == null ? Long.MAX_VALUE : high.longs()[0];
    for (int i = 0; i < x.elements(); i++) {
      y.longs()[i] = Math.min(Math.max(x.longs()[i], from), to);
    }
  }

  private static void requireOne(Value bound) {
    if (bound != null && bound.elements() != 1) {
      throw new IllegalArgumentException("expected a bound of one element, got " + bound);
    }
  }
}
