package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// Each axis so many times after itself.
final class Tile extends Operator {
  private final Value x;
  private final Value repeats;
  private final Value y;
  private final Loops loops = new Loops(2);

  Tile(Site site) throws MalformedFileException {
    x = site.input(0);
    repeats = site.whole(1);
    y = site.output(0, x.type());
  }

  @Override
  public void run(Context context) {
    int rank = x.rank();
    if (repeats.elements() != rank) {
      throw new IllegalArgumentException(
          "expected a number for each axis of %s, got %d"
              .formatted(x.shapeText(), repeats.elements()));
    }
    int[] dims = y.begin(rank);
    for (int axis = 0; axis < rank; axis++) {
      long extent = Extents.check(repeats.longs()[axis]) * (long) x.dim(axis);
      dims[axis] = Extents.check(extent);
    }
    y.end();
    loops.clear();
    int size = 1;
    int fromSize = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      loops.add(x.dim(axis), fromSize, size);
      loops.add((int) repeats.longs()[axis], 0, size * x.dim(axis));
      fromSize *= x.dim(axis);
      size *= dims[axis];
    }
    Strided.copy(loops, x.array(), y.array());
  }
}
