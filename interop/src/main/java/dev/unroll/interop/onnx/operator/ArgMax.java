package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// The index of the greatest or least element along an axis; of equal ones the first, or the last.
final class ArgMax extends Operator {
  private final boolean greatest;
  private final long axis;
  private final boolean keepDims;
  private final boolean last;
  private final Value x;
  private final Value y;

  ArgMax(Site site, boolean greatest) throws MalformedFileException {
    this.greatest = greatest;
    axis = site.whole("axis", 0);
    keepDims = site.flag("keepdims", true);
    last = site.flag("select_last_index", false);
    x = site.input(0);
    y = site.output(0, ElementType.INT64);
  }

  @Override
  public void run(Context context) {
    int along = x.axis(axis);
    int[] dims = y.begin(keepDims ? x.rank() : x.rank() - 1);
    for (int k = 0, to = 0; k < x.rank(); k++) {
      if (k != along || keepDims) {
        dims[to++] = k == along ? 1 : x.dim(k);
      }
    }
    y.end();
    int extent = x.dim(along);
    int inner = x.elements(along + 1, x.rank());
    if (extent == 0 && y.elements() > 0) {
      throw new IllegalArgumentException("expected an element to choose from");
    }
    for (int line = 0; line < y.elements(); line++) {
      int first = line / inner * extent * inner + line % inner;
      int best = 0;
      for (int k = 1; k < extent; k++) {
        int order = compare(first + k * inner, first + best * inner);
        best = (greatest ? order > 0 : order < 0) || last && order == 0 ? k : best;
      }
      y.longs()[line] = best;
    }
  }

  private int compare(int i, int j) {
    if (!x.isReal()) {
      return Long.compare(x.longs()[i], x.longs()[j]);
    }
    float p = x.floats()[i];
    float q = x.floats()[j];
    return p == q ? 0 : Float.compare(p, q); // zeros of either sign are equal
  }
}
