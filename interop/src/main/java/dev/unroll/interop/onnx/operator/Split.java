package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// An axis in parts: of given sizes, or as equal as they can be, the last one smaller.
final class Split extends Operator {
  private final long axis;
  private final long[] fixedSizes;
  private final Value sizes;
  private final Value x;
  private final Value[] parts;
  private final Loops loops = new Loops(2);

  Split(Site site) throws MalformedFileException {
    axis = site.whole("axis", 0);
    boolean attribute = site.opset() < 13;
    fixedSizes = attribute ? site.wholes("split") : null;
    sizes = attribute ? null : site.optionalWhole(1);
    long count =
        site.opset() < 18 ? site.outputCount() : site.whole("num_outputs", site.outputCount());
    x = site.input(0);
    if (count != site.outputCount()) {
      throw site.unsupported("num_outputs", count, "the number of outputs");
    }
    parts = new Value[site.outputCount()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = site.output(i, x.type());
    }
  }

  @Override
  public void run(Context context) {
    int along = x.axis(axis);
    int extent = x.dim(along);
    int equal = (extent + parts.length - 1) / parts.length;
    int given = fixedSizes != null ? fixedSizes.length : sizes != null ? sizes.elements() : -1;
    if (given >= 0 && given != parts.length) {
      throw new IllegalArgumentException(
          "expected the sizes of %d parts, got %d".formatted(parts.length, given));
    }
    int row = x.elements(along, x.rank());
    int inner = x.elements(along + 1, x.rank());
    int begin = 0;
    for (int i = 0; i < parts.length; i++) {
      int size =
          fixedSizes != null
              ? Extents.check(fixedSizes[i])
              : sizes != null
                  ? Extents.check(sizes.longs()[i])
                  : Math.max(0, Math.min(equal, extent - begin));
      if (size > extent - begin) {
        throw new IllegalArgumentException(
            "the parts are longer than the extent %d of axis %d".formatted(extent, along));
      }
      int[] dims = parts[i].begin(x.rank());
      for (int k = 0; k < x.rank(); k++) {
        dims[k] = k == along ? size : x.dim(k);
      }
      parts[i].end();
      loops.clear();
      loops.from(0, begin * inner);
      loops.add(size * inner, 1, 1);
      loops.add(x.elements(0, along), row, size * inner);
      Strided.copy(loops, x.array(), parts[i].array());
      begin += size;
    }
    if (begin != extent) {
      throw new IllegalArgumentException(
          "the parts are shorter together than the extent %d of axis %d".formatted(extent, along));
    }
  }
}
