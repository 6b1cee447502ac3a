package dev.unroll.interop.onnx.operator;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import dev.unroll.kernels.KernelSet;
import java.util.Arrays;

/// `y = e^(x − max x) / Σ e^(x − max x)` along an axis, or the logarithm of that. Before opset 13 all axes from
/// one on count as one.
final class Softmax extends Operator {
  private record Rows(float[] x, float[] y, Tensor from, Tensor to) {}

  private final boolean logarithm;
  private final boolean flattens;
  private final long axis;
  private final Value x;
  private final Value y;
  private final Kept<Rows> kept = new Kept<>();
  private final float[] one = new float[1];

  Softmax(Site site, boolean logarithm) throws MalformedFileException {
    this.logarithm = logarithm;
    flattens = site.opset() < 13;
    axis = site.whole("axis", flattens ? 1 : -1);
    x = site.real(0);
    y = site.output(0, x.type());
  }

  @Override
  public boolean inPlace() {
    return true;
  }

  @Override
  public void run(Context context) {
    y.shapeLike(x);
    if (y.elements() == 0) {
      return;
    }
    int along = x.rank() == 0 || flattens && axis == x.rank() ? x.rank() : x.axis(axis);
    int end = flattens ? x.rank() : Math.min(x.rank(), along + 1);
    int extent = x.elements(along, end);
    int inner = x.elements(end, x.rank());
    int outer = x.elements(0, along);
    if (inner > 1) {
      columns(context, outer, extent, inner);
    } else if (logarithm) {
      logarithms(context, outer, extent);
    } else {
      Rows rows = rows(context, outer, extent);
      context
          .kernels()
          .softmax()
          .softmax(rows.from(), rows.to(), context.workspace(), context.workers());
    }
  }

  private Rows rows(Context context, int outer, int extent) {
    Rows rows = kept.get(context);
    if (rows == null
        || rows.x() != x.floats()
        || rows.y() != y.floats()
        || rows.from().shape().dimension(0) != outer
        || rows.from().shape().dimension(1) != extent) {
      Shape shape = Shape.of(outer, extent);
      rows =
          kept.set(
              context,
              new Rows(
                  x.floats(),
                  y.floats(),
                  Tensor.wrap(x.floats(), 0, shape),
                  Tensor.wrap(y.floats(), 0, shape)));
    }
    return rows;
  }

  private void logarithms(Context context, int outer, int extent) {
    KernelSet kernels = context.kernels();
    float[] from = x.floats();
    float[] to = y.floats();
    float[] exponentials = context.workspace().take(extent);
    for (int at = 0; at < outer * extent; at += extent) {
      one[0] = kernels.reduction().maximum(extent, from, at);
      kernels.arithmetic().subtract(extent, from, at, 1, one, 0, 0, to, at);
      kernels.activation().exp(extent, to, at, exponentials, 0);
      one[0] = (float) StrictMath.log(kernels.reduction().sum(extent, exponentials, 0));
      kernels.arithmetic().subtract(extent, to, at, 1, one, 0, 0, to, at);
    }
    context.workspace().give(exponentials);
  }

  /// An axis that is not the innermost: rows of `inner` numbers, all of which go together.
  private void columns(Context context, int outer, int extent, int inner) {
    KernelSet kernels = context.kernels();
    float[] from = x.floats();
    float[] to = y.floats();
    float[] exponentials = context.workspace().take(inner);
    float[] sums = context.workspace().take(inner);
    for (int o = 0; o < outer; o++) {
      int begin = o * extent * inner;
      int end = begin + extent * inner;
      // 1. the maxima, and the differences from them
      System.arraycopy(from, begin, sums, 0, inner);
      for (int at = begin; at < end; at += inner) {
        for (int i = 0; i < inner; i++) {
          sums[i] = Math.max(sums[i], from[at + i]);
        }
      }
      for (int at = begin; at < end; at += inner) {
        kernels.arithmetic().subtract(inner, from, at, 1, sums, 0, 1, to, at);
      }
      // 2. the sums of their exponentials
      Arrays.fill(sums, 0, inner, 0);
      for (int at = begin; at < end; at += inner) {
        kernels.activation().exp(inner, to, at, exponentials, 0);
        kernels.arithmetic().add(inner, exponentials, 0, 1, sums, 0, 1, sums, 0);
        if (!logarithm) {
          System.arraycopy(exponentials, 0, to, at, inner);
        }
      }
      // 3. divided by them
      if (logarithm) {
        Function.LOG.apply(kernels, 0, 0, inner, sums, 0, sums, 0);
      }
      for (int at = begin; at < end; at += inner) {
        if (logarithm) {
          kernels.arithmetic().subtract(inner, to, at, 1, sums, 0, 1, to, at);
        } else {
          kernels.arithmetic().divide(inner, to, at, 1, sums, 0, 1, to, at);
        }
      }
    }
    context.workspace().give(sums);
    context.workspace().give(exponentials);
  }
}
