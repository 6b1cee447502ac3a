package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import dev.unroll.kernels.KernelSet;
import java.util.Arrays;

/// One number of all along some axes. Real sums go over the innermost run as the reduction kernel does and
/// over the runs in order.
final class Reduce extends Operator {
  enum Operation {
    SUM,
    MEAN,
    MAX,
    MIN,
    PROD,
    /// Σ|x|.
    L1,
    /// √Σx².
    L2,
    /// Σx².
    SUMSQUARE,
    /// ln Σx.
    LOGSUM,
    /// ln Σeˣ.
    LOGSUMEXP
  }

  private final Operation operation;
  private final Axes axes;
  private final boolean keepDims;
  private final boolean noneIfEmpty;
  private final Value x;
  private final Value y;
  private final Loops loops = new Loops(2);

  /// Of [Operation#LOGSUMEXP].
  private double[] sums = {};

  Reduce(Site site, Operation operation) throws MalformedFileException {
    this.operation = operation;
    axes = Axes.of(site, operation == Operation.SUM ? 13 : 18);
    keepDims = site.flag("keepdims", true);
    noneIfEmpty = site.opset() >= 13 && site.flag("noop_with_empty_axes", false);
    boolean alsoWhole =
        switch (operation) {
          case L2, LOGSUM, LOGSUMEXP -> false;
          default -> true;
        };
    x = alsoWhole ? site.input(0) : site.real(0);
    y = site.output(0, x.type());
  }

  @Override
  public void run(Context context) {
    boolean all = axes.count() == 0 && !noneIfEmpty;
    boolean[] marks = axes.marks(x.rank());
    if (all) {
      Arrays.fill(marks, 0, x.rank(), true);
    }
    // 1. the shape
    int rank = 0;
    for (int axis = 0; axis < x.rank(); axis++) {
      rank += marks[axis] && !keepDims ? 0 : 1;
    }
    int[] dims = y.begin(rank);
    int count = 1;
    for (int axis = 0, to = 0; axis < x.rank(); axis++) {
      count *= marks[axis] ? x.dim(axis) : 1;
      if (!marks[axis] || keepDims) {
        dims[to++] = marks[axis] ? 1 : x.dim(axis);
      }
    }
    y.end();
    // 2. loops over x, in which y stands still along the reduced axes
    loops.clear();
    int size = 1;
    int ySize = 1;
    for (int axis = x.rank() - 1; axis >= 0; axis--) {
      loops.add(x.dim(axis), size, marks[axis] ? 0 : ySize);
      size *= x.dim(axis);
      ySize *= marks[axis] ? 1 : x.dim(axis);
    }
    if (x.isReal()) {
      reals(context.kernels(), count);
    } else {
      wholes(count);
    }
  }

  private void reals(KernelSet kernels, int count) {
    float[] to = y.floats();
    int n = y.elements();
    if (operation == Operation.LOGSUMEXP) {
      logSumExp();
      return;
    }
    Arrays.fill(
        to,
        0,
        n,
        switch (operation) {
          case MAX -> Float.NEGATIVE_INFINITY;
          case MIN -> Float.POSITIVE_INFINITY;
          case PROD -> 1;
          default -> 0;
        });
    float[] from = x.floats();
    for (boolean more = loops.begin(); more; more = loops.next()) {
      int length = loops.inner();
      int at = loops.at(0);
      int toAt = loops.at(1);
      int step = loops.step(1);
      if (step == 0 && (operation == Operation.SUM || operation == Operation.MEAN)) {
        to[toAt] += kernels.reduction().sum(length, from, at);
      } else if (step == 0 && operation == Operation.MAX) {
        to[toAt] = Math.max(to[toAt], kernels.reduction().maximum(length, from, at));
      } else if (step == 1 && operation == Operation.SUM) {
        kernels.arithmetic().add(length, from, at, 1, to, toAt, 1, to, toAt);
      } else {
        for (int i = 0; i < length; i++) {
          to[toAt + i * step] = merge(to[toAt + i * step], from[at + i]);
        }
      }
    }
    for (int i = 0; i < n; i++) {
      to[i] =
          switch (operation) {
            case MEAN -> to[i] / count;
            case L2 -> (float) Math.sqrt(to[i]);
            case LOGSUM -> (float) StrictMath.log(to[i]);
            default -> to[i];
          };
    }
  }

  private float merge(float old, float v) {
    return switch (operation) {
      case SUM, MEAN, LOGSUM, LOGSUMEXP -> old + v;
      case MAX -> Math.max(old, v);
      case MIN -> Math.min(old, v);
      case PROD -> old * v;
      case L1 -> old + Math.abs(v);
      case L2, SUMSQUARE -> Math.fma(v, v, old);
    };
  }

  /// Sums relative to 0 would overflow, those relative to the maximum do not: `max + ln Σ e^(x − max)`,
  /// the maximum and the sum kept up to date from one number to the next.
  private void logSumExp() {
    float[] from = x.floats();
    float[] maxima = y.floats();
    if (sums.length < y.elements()) {
      sums = new double[y.elements()];
    }
    Arrays.fill(sums, 0);
    Arrays.fill(maxima, 0, y.elements(), Float.NEGATIVE_INFINITY);
    for (boolean more = loops.begin(); more; more = loops.next()) {
      for (int i = 0; i < loops.inner(); i++) {
        float v = from[loops.at(0) + i];
        int to = loops.at(1) + i * loops.step(1);
        if (v > maxima[to]) {
          sums[to] = sums[to] * StrictMath.exp((double) maxima[to] - v) + 1;
          maxima[to] = v;
        } else if (v != Float.NEGATIVE_INFINITY) {
          sums[to] += StrictMath.exp((double) v - maxima[to]);
        }
      }
    }
    for (int i = 0; i < y.elements(); i++) {
      maxima[i] = (float) (maxima[i] + StrictMath.log(sums[i]));
    }
  }

  private void wholes(int count) {
    long[] to = y.longs();
    boolean truth = y.type() == ElementType.BOOL;
    Arrays.fill(
        to,
        0,
        y.elements(),
        switch (operation) {
          case MAX -> truth ? 0 : Long.MIN_VALUE;
          case MIN -> truth ? 1 : Long.MAX_VALUE;
          case PROD -> 1;
          default -> 0;
        });
    for (boolean more = loops.begin(); more; more = loops.next()) {
      for (int i = 0; i < loops.inner(); i++) {
        long v = x.longs()[loops.at(0) + i];
        int at = loops.at(1) + i * loops.step(1);
        to[at] =
            switch (operation) {
              case MAX -> Math.max(to[at], v);
              case MIN -> Math.min(to[at], v);
              case PROD -> to[at] * v;
              case L1 -> to[at] + Math.abs(v);
              case SUMSQUARE -> to[at] + v * v;
              default -> to[at] + v;
            };
      }
    }
    for (int i = 0; i < y.elements(); i++) {
      to[i] = y.type().wrap(operation == Operation.MEAN && count > 0 ? to[i] / count : to[i]);
    }
  }
}
