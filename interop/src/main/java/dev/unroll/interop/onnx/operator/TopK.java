package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// The k greatest or least elements along an axis, in order, and their indices; of equal ones the first
/// comes first.
final class TopK extends Operator {
  private final long axis;
  private final boolean largest;
  private final long fixedK;
  private final Value k;
  private final Value x;
  private final Value values;
  private final Value indices;

  /// The best so far, the worst of them at the root: node i is worse than 2i + 1 and 2i + 2.
  private int[] heap = new int[16];

  TopK(Site site) throws MalformedFileException {
    axis = site.whole("axis", -1);
    largest = site.opset() < 11 || site.flag("largest", true);
    site.ignore("sorted"); // in order is in any order, too
    x = site.input(0);
    fixedK = site.opset() < 10 ? site.whole("k", 0) : 0;
    k = site.opset() < 10 ? null : site.whole(1);
    values = site.output(0, x.type());
    indices = site.output(1, ElementType.INT64);
  }

  @Override
  public void run(Context context) {
    int along = x.axis(axis);
    int extent = x.dim(along);
    long wanted = k == null ? fixedK : k.item();
    if (wanted < 0 || wanted > extent) {
      throw new IllegalArgumentException(
          "expected a k from 0 to %d, got %d".formatted(extent, wanted));
    }
    int count = (int) wanted;
    shape(values, along, count);
    shape(indices, along, count);
    if (heap.length < count) {
      heap = new int[count];
    }
    int inner = x.elements(along + 1, x.rank());
    int lines = count == 0 ? 0 : values.elements() / count;
    for (int line = 0; line < lines; line++) {
      int first = line / inner * extent * inner + line % inner;
      choose(first, inner, extent, count);
      int to = line / inner * count * inner + line % inner;
      for (int rank = count - 1; rank >= 0; rank--) {
        int worst = heap[0];
        heap[0] = heap[rank];
        sift(first, inner, 0, rank);
        int at = to + rank * inner;
        indices.longs()[at] = worst;
        Strided.copyRun(1, x.array(), first + worst * inner, 1, values.array(), at, 1);
      }
    }
  }

  private void shape(Value y, int along, int count) {
    int[] dims = y.begin(x.rank());
    for (int axis = 0; axis < x.rank(); axis++) {
      dims[axis] = axis == along ? count : x.dim(axis);
    }
    y.end();
  }

  private void choose(int first, int inner, int extent, int count) {
    for (int i = 0; i < count; i++) {
      heap[i] = i;
    }
    for (int i = count / 2 - 1; i >= 0; i--) {
      sift(first, inner, i, count);
    }
    for (int i = count; i < extent; i++) {
      if (worse(first, inner, heap[0], i)) {
        heap[0] = i;
        sift(first, inner, 0, count);
      }
    }
  }

  private void sift(int first, int inner, int from, int count) {
    int node = from;
    while (2 * node + 1 < count) {
      int child = 2 * node + 1;
      if (child + 1 < count && worse(first, inner, heap[child + 1], heap[child])) {
        child++;
      }
      if (!worse(first, inner, heap[child], heap[node])) {
        return;
      }
      int swapped = heap[node];
      heap[node] = heap[child];
      heap[child] = swapped;
      node = child;
    }
  }

  /// Whether element i comes after element j.
  private boolean worse(int first, int inner, int i, int j) {
    int order =
        x.isReal()
            ? Float.compare(x.floats()[first + i * inner], x.floats()[first + j * inner])
            : Long.compare(x.longs()[first + i * inner], x.longs()[first + j * inner]);
    return order == 0 ? i > j : largest ? order < 0 : order > 0;
  }
}
