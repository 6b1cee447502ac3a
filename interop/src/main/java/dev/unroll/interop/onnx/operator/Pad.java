package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import java.util.Arrays;

/// Elements before and after each axis: a constant, the nearest element, or what lies mirrored at the
/// edge or wraps around. Negative numbers cut off.
final class Pad extends Operator {
  private enum Mode {
    CONSTANT,
    EDGE,
    REFLECT,
    WRAP
  }

  private final Mode mode;
  private final long[] fixedPads;
  private final float fixedFill;
  private final Value pads;
  private final Value fill;
  private final Value axes;
  private final Value x;
  private final Value y;
  private final Loops loops = new Loops(2);
  private int[] before = new int[4];
  private int[] after = new int[4];
  private int[] index = new int[4];

  Pad(Site site) throws MalformedFileException {
    String name = site.text("mode", "constant");
    mode =
        switch (name) {
          case "constant" -> Mode.CONSTANT;
          case "edge" -> Mode.EDGE;
          case "reflect" -> Mode.REFLECT;
          case "wrap" -> Mode.WRAP;
          default -> throw site.unsupported("mode", name, "constant, edge, reflect and wrap");
        };
    x = site.input(0);
    boolean attributes = site.opset() < 11;
    fixedPads = attributes ? site.wholes("pads") : null;
    fixedFill = attributes ? site.real("value", 0) : 0;
    pads = attributes ? null : site.whole(1);
    fill = attributes || site.optional(2) == null ? null : site.sameKind(2, x);
    axes = attributes ? null : site.optionalWhole(3);
    if (attributes && fixedPads == null) {
      throw site.malformed("expected an attribute pads, found none");
    }
    y = site.output(0, x.type());
  }

  @Override
  public void run(Context context) {
    int rank = x.rank();
    readPads(rank);
    int[] dims = y.begin(rank);
    for (int axis = 0; axis < rank; axis++) {
      int extent = x.dim(axis);
      dims[axis] = Extents.check((long) extent + before[axis] + after[axis]);
      int reach = Math.max(before[axis], after[axis]);
      boolean fits =
          switch (mode) {
            case CONSTANT -> true;
            case EDGE, WRAP -> extent > 0 || reach <= 0;
            case REFLECT -> reach < Math.max(1, extent);
          };
      if (!fits) {
        throw new IllegalArgumentException(
            "an extent of %d cannot be padded by %d in this mode".formatted(extent, reach));
      }
    }
    y.end();
    if (mode == Mode.CONSTANT) {
      constant(dims);
    } else {
      rows(dims);
    }
  }

  private void readPads(int rank) {
    if (before.length < rank) {
      before = new int[rank];
      after = new int[rank];
      index = new int[rank];
    }
    Arrays.fill(before, 0);
    Arrays.fill(after, 0);
    int count = axes == null ? rank : axes.elements();
    int given = fixedPads != null ? fixedPads.length : pads.elements();
    if (given != 2 * count) {
      throw new IllegalArgumentException("expected %d pads, got %d".formatted(2 * count, given));
    }
    for (int i = 0; i < count; i++) {
      int axis = axes == null ? i : x.axis(axes.longs()[i]);
      before[axis] = pad(i, x.dim(axis));
      after[axis] = pad(count + i, x.dim(axis));
    }
  }

  private int pad(int i, int extent) {
    long pad = fixedPads != null ? fixedPads[i] : pads.longs()[i];
    if (pad < -extent || pad > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("cannot pad an extent of %d by %d".formatted(extent, pad));
    }
    return (int) pad;
  }

  private void constant(int[] dims) {
    if (y.isReal()) {
      float value = fill == null ? fixedFill : one(fill).floats()[0];
      Arrays.fill(y.floats(), 0, y.elements(), value);
    } else {
      Arrays.fill(
          y.longs(), 0, y.elements(), fill == null ? (long) fixedFill : one(fill).longs()[0]);
    }
    loops.clear();
    int from = 0;
    int to = 0;
    int size = 1;
    int fromSize = 1;
    for (int axis = x.rank() - 1; axis >= 0; axis--) {
      int cut = Math.max(0, -before[axis]);
      from += cut * fromSize;
      to += Math.max(0, before[axis]) * size;
      loops.add(Math.max(0, x.dim(axis) - cut - Math.max(0, -after[axis])), fromSize, size);
      fromSize *= x.dim(axis);
      size *= dims[axis];
    }
    loops.from(0, from);
    loops.from(1, to);
    Strided.copy(loops, x.array(), y.array());
  }

  private static Value one(Value fill) {
    if (fill.elements() != 1) {
      throw new IllegalArgumentException("expected one element to pad with, got " + fill);
    }
    return fill;
  }

  /// One row of the innermost axis after the other, each from the row of `x` that its indices lead to.
  private void rows(int[] dims) {
    int rank = x.rank();
    if (y.elements() == 0 || rank == 0) {
      Strided.copyRun(y.elements(), x.array(), 0, 1, y.array(), 0, 1);
      return;
    }
    int width = dims[rank - 1];
    int rows = y.elements() / width;
    Arrays.fill(index, 0);
    for (int row = 0; row < rows; row++) {
      int from = 0;
      for (int axis = 0; axis < rank - 1; axis++) {
        from = from * x.dim(axis) + source(axis, index[axis]);
      }
      from *= x.dim(rank - 1);
      row(from, row * width, width);
      for (int axis = rank - 2; axis >= 0 && ++index[axis] == dims[axis]; axis--) {
        index[axis] = 0;
      }
    }
  }

  private void row(int from, int to, int width) {
    int last = x.rank() - 1;
    int inside = Math.min(width, Math.max(0, before[last]));
    int end = Math.min(width, Math.max(inside, before[last] + x.dim(last)));
    for (int i = 0; i < width; i++) {
      if (i == inside && end > inside) {
        Strided.copyRun(end - inside, x.array(), from + i - before[last], 1, y.array(), to + i, 1);
        i = end - 1;
        continue;
      }
      int source = from + source(last, i);
      if (y.isReal()) {
        y.floats()[to + i] = x.floats()[source];
      } else {
        y.longs()[to + i] = x.longs()[source];
      }
    }
  }

  /// Which element of `x` along an axis is at place `i` of `y`.
  private int source(int axis, int i) {
    int extent = x.dim(axis);
    int at = i - before[axis];
    return switch (mode) {
      case EDGE -> Math.clamp(at, 0, extent - 1);
      case REFLECT -> at < 0 ? -at : at < extent ? at : 2 * (extent - 1) - at;
      default -> Math.floorMod(at, extent);
    };
  }
}
