package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// Elements of a tensor of the same shape, some of them elsewhere or 0.
abstract class Arrange extends Operator {
  final Value x;
  final Value y;

  private Arrange(Site site) throws MalformedFileException {
    x = site.input(0);
    y = site.output(0, x.type());
  }

  /// Each batch row's first steps in reverse order, the others as they are.
  static Operator reverseSequence(Site site) throws MalformedFileException {
    Value lengths = site.whole(1);
    long batchAxis = site.whole("batch_axis", 1);
    long timeAxis = site.whole("time_axis", 0);
    if (!(batchAxis == 0 && timeAxis == 1 || batchAxis == 1 && timeAxis == 0)) {
      throw site.unsupported("batch_axis", batchAxis, "0 with time_axis 1, and 1 with time_axis 0");
    }
    return new Arrange(site) {
      @Override
      public void run(Context context) {
        y.shapeLike(x);
        if (x.rank() < 2 || lengths.elements() != x.dim((int) batchAxis)) {
          throw new IllegalArgumentException("expected a length for each batch row");
        }
        int steps = x.dim((int) timeAxis);
        int batch = x.dim((int) batchAxis);
        int inner = x.elements(2, x.rank());
        for (int n = 0; n < batch; n++) {
          long length = lengths.longs()[n];
          if (length < 0 || length > steps) {
            throw new IllegalArgumentException(
                "expected lengths from 0 to %d, got %d".formatted(steps, length));
          }
          for (int t = 0; t < steps; t++) {
            int from = t < length ? (int) length - 1 - t : t;
            Strided.copyRun(
                inner, x.array(), row(n, from) * inner, 1, y.array(), row(n, t) * inner, 1);
          }
        }
      }

      private int row(int n, int t) {
        return batchAxis == 0 ? n * x.dim(1) + t : t * x.dim(1) + n;
      }
    };
  }

  /// The upper or lower triangle of matrices, 0 elsewhere.
  static Operator triangle(Site site) throws MalformedFileException {
    boolean upper = site.flag("upper", true);
    Value k = site.optionalWhole(1);
    return new Arrange(site) {
      @Override
      public void run(Context context) {
        y.shapeLike(x);
        if (x.rank() < 2) {
          throw new IllegalArgumentException("expected matrices");
        }
        int rows = x.dim(x.rank() - 2);
        int columns = x.dim(x.rank() - 1);
        long diagonal = k == null ? 0 : k.item();
        for (int i = 0; i < x.elements(); i++) {
          long distance = (long) (i % columns) - i / columns % rows;
          boolean keep = upper ? distance >= diagonal : distance <= diagonal;
          if (y.isReal()) {
            y.floats()[i] = keep ? x.floats()[i] : 0;
          } else {
            y.longs()[i] = keep ? x.longs()[i] : 0;
          }
        }
      }
    };
  }

  /// Sums of all elements up to each, along an axis.
  static Operator cumulativeSum(Site site) throws MalformedFileException {
    boolean exclusive = site.flag("exclusive", false);
    boolean reverse = site.flag("reverse", false);
    Value axis = site.whole(1);
    return new Arrange(site) {
      @Override
      public void run(Context context) {
        y.shapeLike(x);
        int along = x.axis(axis.item());
        int extent = x.dim(along);
        int inner = x.elements(along + 1, x.rank());
        int lines = extent == 0 ? 0 : x.elements() / extent;
        for (int line = 0; line < lines; line++) {
          int first = line / inner * extent * inner + line % inner;
          float real = 0;
          long whole = 0;
          for (int k = 0; k < extent; k++) {
            int at = first + (reverse ? extent - 1 - k : k) * inner;
            if (y.isReal()) {
              float next = real + x.floats()[at];
              y.floats()[at] = exclusive ? real : next;
              real = next;
            } else {
              long next = whole + x.longs()[at];
              y.longs()[at] = y.type().wrap(exclusive ? whole : next);
              whole = next;
            }
          }
        }
      }
    };
  }
}
