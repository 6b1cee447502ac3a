package dev.unroll.interop.onnx.operator;

import dev.unroll.core.Shape;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.format.TensorData;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import java.util.Arrays;
import java.util.List;

/// Values that are made from no other's elements.
abstract class Fill extends Operator {
  final Value y;

  private Fill(Value y) {
    this.y = y;
  }

  /// A constant; it becomes one of the site's.
  static Operator constant(Site site) throws MalformedFileException {
    List<String> given =
        List.of("value", "value_float", "value_floats", "value_int", "value_ints").stream()
            .filter(site::has)
            .toList();
    if (given.size() != 1) {
      throw site.malformed(
          "expected one of value, value_float, value_floats, value_int and value_ints, found "
              + (given.isEmpty() ? "none" : given));
    }
    float[] reals =
        switch (given.get(0)) {
          case "value_float" -> new float[] {site.real("value_float", 0)};
          case "value_floats" -> site.reals("value_floats");
          default -> null;
        };
    long[] wholes =
        switch (given.get(0)) {
          case "value_int" -> new long[] {site.whole("value_int", 0)};
          case "value_ints" -> site.wholes("value_ints");
          default -> null;
        };
    if (reals == null && wholes == null) {
      site.constant(site.tensor("value"));
      return null;
    }
    int length = reals == null ? wholes.length : reals.length;
    Shape shape = given.get(0).endsWith("s") ? Shape.of(length) : Shape.SCALAR;
    ElementType type = reals == null ? ElementType.INT64 : ElementType.FLOAT;
    site.constant(new TensorData("", type, shape, reals, wholes));
    return null;
  }

  /// One number in a given shape.
  static Operator constantOfShape(Site site) throws MalformedFileException {
    Value shape = site.whole(0);
    TensorData value = site.tensor("value");
    if (value != null && value.shape().elements() != 1) {
      throw site.malformed("attribute \"value\": expected one element, found " + value.shape());
    }
    float real = value == null || value.floats() == null ? 0 : value.floats()[0];
    long whole = value == null || value.longs() == null ? 0 : value.longs()[0];
    return new Fill(site.output(0, value == null ? ElementType.FLOAT : value.type())) {
      @Override
      public void run(Context context) {
        Extents.shape(shape, y);
        if (y.isReal()) {
          Arrays.fill(y.floats(), 0, y.elements(), real);
        } else {
          Arrays.fill(y.longs(), 0, y.elements(), whole);
        }
      }
    };
  }

  /// start, start + delta, … below limit.
  static Operator range(Site site) throws MalformedFileException {
    Value start = site.input(0);
    Value limit = site.sameKind(1, start);
    Value delta = site.sameKind(2, start);
    return new Fill(site.output(0, start.type())) {
      @Override
      public void run(Context context) {
        if (start.elements() != 1 || limit.elements() != 1 || delta.elements() != 1) {
          throw new IllegalArgumentException("expected three numbers");
        }
        if (y.isReal()) {
          double from = start.floats()[0];
          double by = delta.floats()[0];
          y.row(count((limit.floats()[0] - from) / by));
          for (int i = 0; i < y.elements(); i++) {
            y.floats()[i] = (float) (from + i * by);
          }
        } else {
          long from = start.item();
          long by = delta.item();
          double count = ((double) limit.item() - from) / by;
          y.row(count(count));
          for (int i = 0; i < y.elements(); i++) {
            y.longs()[i] = from + i * by;
          }
        }
      }

      private static int count(double quotient) {
        double count = Math.max(0, Math.ceil(quotient));
        if (!(count <= Integer.MAX_VALUE)) {
          throw new IllegalArgumentException("the range has no end or too many numbers");
        }
        return (int) count;
      }
    };
  }

  /// The extents of a tensor, or of a range of its axes.
  static Operator shape(Site site) throws MalformedFileException {
    Value x = site.input(0);
    long start = site.opset() < 15 ? 0 : site.whole("start", 0);
    long end = site.opset() < 15 ? Long.MAX_VALUE : site.whole("end", Long.MAX_VALUE);
    return new Fill(site.output(0, ElementType.INT64)) {
      @Override
      public void run(Context context) {
        int rank = x.rank();
        int from = Math.clamp(start < 0 ? start + rank : start, 0, rank);
        int to = Math.clamp(end < 0 ? end + rank : end, from, rank);
        y.row(to - from);
        for (int axis = from; axis < to; axis++) {
          y.longs()[axis - from] = x.dim(axis);
        }
      }
    };
  }

  /// The number of a tensor's elements.
  static Operator size(Site site) throws MalformedFileException {
    Value x = site.input(0);
    return new Fill(site.output(0, ElementType.INT64)) {
      @Override
      public void run(Context context) {
        y.scalar();
        y.longs()[0] = x.elements();
      }
    };
  }

  /// A matrix of a tensor's shape with ones on a diagonal.
  static Operator eyeLike(Site site) throws MalformedFileException {
    Value x = site.input(0);
    long diagonal = site.whole("k", 0);
    ElementType type = site.has("dtype") ? ElementType.of(site.whole("dtype", 0)) : x.type();
    if (type == null) {
      throw site.unsupported("dtype", site.whole("dtype", 0), "a type of numbers");
    }
    return new Fill(site.output(0, type)) {
      @Override
      public void run(Context context) {
        if (x.rank() != 2) {
          throw new IllegalArgumentException("expected a matrix");
        }
        y.shapeLike(x);
        for (int i = 0; i < y.elements(); i++) {
          boolean one = i % x.dim(1) - (long) (i / x.dim(1)) == diagonal;
          if (y.isReal()) {
            y.floats()[i] = one ? 1 : 0;
          } else {
            y.longs()[i] = one ? 1 : 0;
          }
        }
      }
    };
  }

  /// The indices of the elements that are not 0, one column each.
  static Operator nonZero(Site site) throws MalformedFileException {
    Value x = site.input(0);
    return new Fill(site.output(0, ElementType.INT64)) {
      @Override
      public void run(Context context) {
        int count = 0;
        for (int i = 0; i < x.elements(); i++) {
          count += isZero(i) ? 0 : 1;
        }
        int rank = Math.max(1, x.rank());
        int[] dims = y.begin(2);
        dims[0] = rank;
        dims[1] = count;
        y.end();
        for (int i = 0, column = 0; i < x.elements(); i++) {
          if (isZero(i)) {
            continue;
          }
          int rest = i;
          for (int axis = rank - 1; axis >= 0; axis--) {
            int extent = x.rank() == 0 ? 1 : x.dim(axis);
            y.longs()[axis * count + column] = rest % extent;
            rest /= extent;
          }
          column++;
        }
      }

      private boolean isZero(int i) {
        return x.isReal() ? x.floats()[i] == 0 : x.longs()[i] == 0;
      }
    };
  }

  /// On and off values: on at the index along a new axis.
  static Operator oneHot(Site site) throws MalformedFileException {
    long axis = site.whole("axis", -1);
    Value indices = site.input(0);
    Value depth = site.input(1);
    Value values = site.input(2);
    return new Fill(site.output(0, values.type())) {
      @Override
      public void run(Context context) {
        if (depth.elements() != 1 || values.elements() != 2) {
          throw new IllegalArgumentException("expected one depth and two values");
        }
        int extent = Extents.check(depth.isReal() ? (long) depth.floats()[0] : depth.longs()[0]);
        int along = Value.axis(axis, indices.rank() + 1);
        int[] dims = y.begin(indices.rank() + 1);
        for (int k = 0; k <= indices.rank(); k++) {
          dims[k] = k == along ? extent : indices.dim(k < along ? k : k - 1);
        }
        y.end();
        int inner = indices.elements(along, indices.rank());
        for (int i = 0; i < y.elements(); i++) {
          int at = i / (inner * extent) * inner + i % inner;
          long index = indices.isReal() ? (long) indices.floats()[at] : indices.longs()[at];
          index = index < 0 ? index + extent : index;
          int from = index == i / inner % extent ? 1 : 0;
          Strided.copyRun(1, values.array(), from, 1, y.array(), i, 1);
        }
      }
    };
  }
}
