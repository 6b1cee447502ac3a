package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// Values joined along an axis.
final class Concat extends Operator {
  private final long axis;
  private final Value[] parts;
  private final Value y;
  private final Loops loops = new Loops(2);

  Concat(Site site) throws MalformedFileException {
    axis = site.whole("axis", 1);
    parts = new Value[site.inputCount()];
    Value first = site.input(0);
    for (int i = 0; i < parts.length; i++) {
      parts[i] = site.sameKind(i, first);
    }
    y = site.output(0, first.type());
  }

  @Override
  public void run(Context context) {
    Value first = parts[0];
    int along = first.axis(axis);
    long extent = 0;
    int[] dims = y.begin(first.rank());
    for (Value part : parts) {
      boolean fits = part.rank() == first.rank();
      for (int k = 0; fits && k < first.rank(); k++) {
        fits = k == along || part.dim(k) == first.dim(k);
      }
      if (!fits) {
        throw new IllegalArgumentException(
            "expected shapes that differ on axis %d alone, got %s and %s"
                .formatted(along, first.shapeText(), part.shapeText()));
      }
      extent += part.dim(along);
    }
    for (int k = 0; k < first.rank(); k++) {
      dims[k] = k == along ? Extents.check(extent) : first.dim(k);
    }
    y.end();
    int row = y.elements(along, y.rank());
    int at = 0;
    for (Value part : parts) {
      int partRow = part.elements(along, part.rank());
      loops.clear();
      loops.from(1, at);
      loops.add(partRow, 1, 1);
      loops.add(part.elements(0, along), partRow, row);
      Strided.copy(loops, part.array(), y.array());
      at += partRow;
    }
  }
}
