package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// Each element of `indices` stands for the element of a tensor at its own place, but for the index along
/// one axis, which is its value: read from there (gather), or written there (scatter).
final class ElementIndex extends Operator {
  private final long axis;
  private final Value x;
  private final Value indices;
  private final Value updates;
  private final Value y;
  private final Update update;
  private final Loops loops = new Loops(2);

  private ElementIndex(Site site, boolean scatters) throws MalformedFileException {
    axis = site.whole("axis", 0);
    x = site.input(0);
    indices = site.whole(1);
    updates = scatters ? site.sameKind(2, x) : null;
    update = scatters ? Update.of(site) : null;
    y = site.output(0, x.type());
  }

  static ElementIndex gather(Site site) throws MalformedFileException {
    return new ElementIndex(site, false);
  }

  static ElementIndex scatter(Site site) throws MalformedFileException {
    return new ElementIndex(site, true);
  }

  @Override
  public void run(Context context) {
    int along = x.axis(axis);
    boolean fits = indices.rank() == x.rank() && (updates == null || indices.sameShape(updates));
    for (int k = 0; fits && k < x.rank(); k++) {
      fits = k == along || indices.dim(k) <= x.dim(k);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "expected indices within a shape of %s, got %s"
              .formatted(x.shapeText(), indices.shapeText()));
    }
    if (updates == null) {
      y.shapeLike(indices);
    } else {
      y.copyFrom(x);
    }
    // loops over the indices, with the place in x of index 0 along the axis
    int inner = x.elements(along + 1, x.rank());
    loops.clear();
    int size = 1;
    int xSize = 1;
    for (int k = x.rank() - 1; k >= 0; k--) {
      loops.add(indices.dim(k), size, k == along ? 0 : xSize);
      size *= indices.dim(k);
      xSize *= x.dim(k);
    }
    for (boolean more = loops.begin(); more; more = loops.next()) {
      for (int i = 0; i < loops.inner(); i++) {
        int at = loops.at(0) + i * loops.step(0);
        int index = Gather.index(indices.longs()[at], x.dim(along));
        int place = loops.at(1) + i * loops.step(1) + index * inner;
        if (updates == null) {
          Strided.copyRun(1, x.array(), place, 1, y.array(), at, 1);
        } else {
          update.apply(updates, at, y, place, 1);
        }
      }
    }
  }
}
