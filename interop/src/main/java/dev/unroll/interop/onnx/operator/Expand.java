package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// Broadcast to a given shape, or to one that both broadcast to.
final class Expand extends Operator {
  private final Value x;
  private final Value shape;
  private final Value y;
  private final Broadcast broadcast;

  Expand(Site site) throws MalformedFileException {
    x = site.input(0);
    shape = site.whole(1);
    y = site.output(0, x.type());
    broadcast = new Broadcast(y, x);
  }

  @Override
  public void run(Context context) {
    int rank = Math.max(x.rank(), shape.elements());
    int[] dims = y.begin(rank);
    for (int axis = 0; axis < rank; axis++) {
      int own = axis - (rank - x.rank());
      int wanted = axis - (rank - shape.elements());
      int extent = own < 0 ? 1 : x.dim(own);
      int other = wanted < 0 ? 1 : Extents.check(shape.longs()[wanted]);
      if (extent != 1 && other != 1 && extent != other) {
        throw new IllegalArgumentException(
            "%s does not broadcast to an extent of %d on axis %d"
                .formatted(x.shapeText(), other, axis));
      }
      dims[axis] = extent == 1 ? other : extent;
    }
    y.end();
    Strided.copy(broadcast.loops(), x.array(), y.array());
  }
}
