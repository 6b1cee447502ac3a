package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// Axes in another order: axis k of the result is axis `perm[k]`; without `perm` all in reverse.
final class Transpose extends Operator {
  private final long[] perm;
  private final Value x;
  private final Value y;
  private final Loops loops = new Loops(2);

  Transpose(Site site) throws MalformedFileException {
    perm = site.wholes("perm");
    x = site.input(0);
    y = site.output(0, x.type());
    int rank = perm == null ? 0 : perm.length;
    boolean[] seen = new boolean[rank];
    for (int k = 0; k < rank; k++) {
      if (perm[k] < 0 || perm[k] >= rank || seen[(int) perm[k]]) {
        throw site.malformed("attribute \"perm\": expected each of %d axes once".formatted(rank));
      }
      seen[(int) perm[k]] = true;
    }
  }

  private int source(int axis) {
    return perm == null ? x.rank() - 1 - axis : (int) perm[axis];
  }

  @Override
  public void run(Context context) {
    if (perm != null && perm.length != x.rank()) {
      throw new IllegalArgumentException(
          "expected %d axes, got %s".formatted(perm.length, x.shapeText()));
    }
    int[] dims = y.begin(x.rank());
    for (int axis = 0; axis < x.rank(); axis++) {
      dims[axis] = x.dim(source(axis));
    }
    y.end();
    loops.clear();
    int size = 1;
    for (int axis = x.rank() - 1; axis >= 0; axis--) {
      loops.add(dims[axis], x.elements(source(axis) + 1, x.rank()), size);
      size *= dims[axis];
    }
    Strided.copy(loops, x.array(), y.array());
  }
}
