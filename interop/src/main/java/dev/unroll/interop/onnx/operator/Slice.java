package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// Ranges of some axes, with steps that may be negative; bounds beyond an axis are its ends.
final class Slice extends Operator {
  private final long[] fixedStarts;
  private final long[] fixedEnds;
  private final long[] fixedAxes;
  private final Value starts;
  private final Value ends;
  private final Value axes;
  private final Value steps;
  private final Value x;
  private final Value y;
  private final Loops loops = new Loops(2);
  private int[] begin = new int[4];
  private int[] step = new int[4];

  Slice(Site site) throws MalformedFileException {
    x = site.input(0);
    boolean attributes = site.opset() < 10;
    fixedStarts = attributes ? site.wholes("starts") : null;
    fixedEnds = attributes ? site.wholes("ends") : null;
    fixedAxes = attributes ? site.wholes("axes") : null;
    starts = attributes ? null : site.whole(1);
    ends = attributes ? null : site.whole(2);
    axes = attributes ? null : site.optionalWhole(3);
    steps = attributes ? null : site.optionalWhole(4);
    if (attributes && (fixedStarts == null || fixedEnds == null)) {
      throw site.malformed("expected attributes starts and ends, found one or none");
    }
    y = site.output(0, x.type());
  }

  private static int count(long[] fixed, Value value) {
    return fixed != null ? fixed.length : value == null ? -1 : value.elements();
  }

  private static long at(long[] fixed, Value value, int i) {
    return fixed != null ? fixed[i] : value.longs()[i];
  }

  @Override
  public void run(Context context) {
    int rank = x.rank();
    int count = count(fixedStarts, starts);
    int axisCount = count(fixedAxes, axes);
    int stepCount = count(null, steps);
    if (count(fixedEnds, ends) != count
        || axisCount >= 0 && axisCount != count
        || stepCount >= 0 && stepCount != count) {
      throw new IllegalArgumentException("expected as many starts as ends, axes and steps");
    }
    if (begin.length < rank) {
      begin = new int[rank];
      step = new int[rank];
    }
    // 1. the ranges
    int[] dims = y.begin(rank);
    for (int axis = 0; axis < rank; axis++) {
      dims[axis] = x.dim(axis);
      begin[axis] = 0;
      step[axis] = 1;
    }
    for (int i = 0; i < count; i++) {
      int axis = x.axis(axisCount < 0 ? i : at(fixedAxes, axes, i));
      long by = stepCount < 0 ? 1 : steps.longs()[i];
      range(axis, at(fixedStarts, starts, i), at(fixedEnds, ends, i), by, dims);
    }
    y.end();
    // 2. their elements
    loops.clear();
    int offset = 0;
    int size = 1;
    int fromSize = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      offset += begin[axis] * fromSize;
      loops.add(dims[axis], step[axis] * fromSize, size);
      fromSize *= x.dim(axis);
      size *= dims[axis];
    }
    loops.from(0, offset);
    Strided.copy(loops, x.array(), y.array());
  }

  private void range(int axis, long start, long end, long by, int[] dims) {
    long extent = x.dim(axis);
    if (by == 0) {
      throw new IllegalArgumentException("expected a step other than 0");
    }
    if (extent == 0) {
      return;
    }
    boolean forward = by > 0;
    long first = start < 0 ? start + extent : start;
    long last = end < 0 ? end + extent : end;
    first = Math.clamp(first, 0, forward ? extent : extent - 1);
    last = Math.clamp(last, forward ? 0 : -1, extent);
    long distance = forward ? last - first : first - last;
    long stride = forward ? by : by == Long.MIN_VALUE ? Long.MAX_VALUE : -by;
    if (distance <= 0) {
      dims[axis] = 0;
      return;
    }
    dims[axis] = (int) ((distance - 1) / stride) + 1;
    begin[axis] = (int) first;
    step[axis] = dims[axis] == 1 ? 1 : (int) by;
  }
}
