package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// Chosen indices of an axis; negative ones count from its end. With rows of a table and ids it is the
/// embedding.
final class Gather extends Operator {
  private final long axis;
  private final Value x;
  private final Value indices;
  private final Value y;

  Gather(Site site) throws MalformedFileException {
    axis = site.whole("axis", 0);
    x = site.input(0);
    indices = site.whole(1);
    y = site.output(0, x.type());
  }

  @Override
  public void run(Context context) {
    int along = x.axis(axis);
    int[] dims = y.begin(x.rank() - 1 + indices.rank());
    int to = 0;
    for (int k = 0; k < along; k++) {
      dims[to++] = x.dim(k);
    }
    for (int k = 0; k < indices.rank(); k++) {
      dims[to++] = indices.dim(k);
    }
    for (int k = along + 1; k < x.rank(); k++) {
      dims[to++] = x.dim(k);
    }
    y.end();
    int extent = x.dim(along);
    int inner = x.elements(along + 1, x.rank());
    int outer = x.elements(0, along);
    int count = indices.elements();
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < count; i++) {
        int index = index(indices.longs()[i], extent);
        Strided.copyRun(
            inner,
            x.array(),
            (o * extent + index) * inner,
            1,
            y.array(),
            (o * count + i) * inner,
            1);
      }
    }
  }

  /// Requires an index from −extent to extent − 1 and returns it counted from the beginning.
  static int index(long index, int extent) {
    if (index < -extent || index >= extent) {
      throw new IllegalArgumentException(
          "expected an index from %d to %d, got %d".formatted(-extent, extent - 1, index));
    }
    return (int) (index < 0 ? index + extent : index);
  }
}
