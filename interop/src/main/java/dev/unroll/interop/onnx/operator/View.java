package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// The first input's elements under another shape; nothing is copied.
abstract class View extends Operator {
  final Value x;
  final Value y;

  View(Site site) throws MalformedFileException {
    x = site.input(0);
    y = site.output(0, x.type());
  }

  @Override
  public int viewOf() {
    return 0;
  }

  /// Sets the extents of `y` from those of `x`.
  abstract void shape();

  @Override
  public void run(Context context) {
    shape();
    if (y.elements() != x.elements()) {
      throw new IllegalArgumentException(
          "expected a shape of as many elements as %s, got %s"
              .formatted(x.shapeText(), y.shapeText()));
    }
  }

  /// The same shape.
  static View identity(Site site) throws MalformedFileException {
    return new View(site) {
      @Override
      void shape() {
        y.shapeLike(x);
      }
    };
  }

  /// Dropout outside training: the identity, and a mask of ones.
  static Operator dropout(Site site) throws MalformedFileException {
    site.ignore("ratio");
    site.ignore("seed");
    Value training = site.optionalWhole(2);
    if (training != null
        && !(training.isConstant() && training.elements() == 1 && training.longs()[0] == 0)) {
      throw site.malformed("training_mode is given; supported is inference alone");
    }
    if (site.optionalOutput(1, dev.unroll.interop.onnx.ElementType.BOOL) != null) {
      throw site.malformed("its mask is used; supported is the first output alone");
    }
    return identity(site);
  }

  /// The axes before one to rows, the others to columns.
  static View flatten(Site site) throws MalformedFileException {
    long axis = site.whole("axis", 1);
    return new View(site) {
      @Override
      void shape() {
        int from = axis == x.rank() ? x.rank() : x.axis(axis);
        int[] dims = y.begin(2);
        dims[0] = x.elements(0, from);
        dims[1] = x.elements(from, x.rank());
        y.end();
      }
    };
  }

  /// To a given shape: 0 takes over the extent (without allowzero), −1 is what is left.
  static View reshape(Site site) throws MalformedFileException {
    Value shape = site.whole(1);
    boolean zeros = site.flag("allowzero", false);
    return new View(site) {
      @Override
      void shape() {
        int rank = shape.elements();
        int[] dims = y.begin(rank);
        long known = 1;
        int open = -1;
        for (int axis = 0; axis < rank; axis++) {
          long extent = shape.longs()[axis];
          if (extent == 0 && !zeros) {
            extent = axis < x.rank() ? x.dim(axis) : -2;
          }
          if (extent == -1 && open < 0) {
            open = axis;
            continue;
          }
          dims[axis] = Extents.check(extent);
          known = Math.min(Integer.MAX_VALUE, known * dims[axis]);
        }
        if (open >= 0) {
          if (known == 0 || x.elements() % known != 0) {
            throw new IllegalArgumentException(
                "no extent for axis %d makes as many elements as %s"
                    .formatted(open, x.shapeText()));
          }
          dims[open] = (int) (x.elements() / known);
        }
        y.end();
      }
    };
  }

  /// Without axes of extent 1: the given ones, or all.
  static View squeeze(Site site) throws MalformedFileException {
    Axes axes = Axes.of(site, 13);
    return new View(site) {
      @Override
      void shape() {
        boolean all = !axes.given();
        boolean[] gone = axes.marks(x.rank());
        int rank = 0;
        for (int axis = 0; axis < x.rank(); axis++) {
          boolean goes = all ? x.dim(axis) == 1 : gone[axis];
          if (goes && x.dim(axis) != 1) {
            throw new IllegalArgumentException(
                "expected an extent of 1 on axis %d, got %d".formatted(axis, x.dim(axis)));
          }
          rank += goes ? 0 : 1;
        }
        int[] dims = y.begin(rank);
        for (int axis = 0, to = 0; axis < x.rank(); axis++) {
          if (!(all ? x.dim(axis) == 1 : gone[axis])) {
            dims[to++] = x.dim(axis);
          }
        }
        y.end();
      }
    };
  }

  /// With axes of extent 1 at the given places of the result.
  static View unsqueeze(Site site) throws MalformedFileException {
    Axes axes = Axes.of(site, 13);
    if (!axes.given()) {
      throw site.malformed("expected axes, found none");
    }
    return new View(site) {
      @Override
      void shape() {
        int rank = x.rank() + axes.count();
        boolean[] added = axes.marks(rank);
        int[] dims = y.begin(rank);
        for (int axis = 0, from = 0; axis < rank; axis++) {
          dims[axis] = added[axis] ? 1 : x.dim(from++);
        }
        y.end();
      }
    };
  }
}
