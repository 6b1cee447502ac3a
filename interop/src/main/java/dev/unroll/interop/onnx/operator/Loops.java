package dev.unroll.interop.onnx.operator;

import java.util.Arrays;

/// Nested loops over arrays that each go through memory with strides of their own. Axes are added from
/// the innermost on; one that goes on where the last ended becomes part of it, so that what is left of
/// most shapes is one run:
///
///     loops.clear();
///     for (int axis = rank - 1; axis >= 0; axis--) {
///       loops.add(extent, stride of array 0, stride of array 1);
///     }
///     for (boolean more = loops.begin(); more; more = loops.next()) {
///       run(loops.inner(), a, loops.at(0), loops.step(0), b, loops.at(1), loops.step(1));
///     }
final class Loops {
  private final int arrays;
  private final int[] stride;
  private final int[] first;
  private final int[] at;
  private int count;
  private int[] extents = new int[4];
  private int[] index = new int[4];

  /// By loop, then array.
  private int[] strides;

  /// @param arrays how many there are
  Loops(int arrays) {
    this.arrays = arrays;
    stride = new int[arrays];
    first = new int[arrays];
    at = new int[arrays];
    strides = new int[4 * arrays];
  }

  /// No loops, each array from its beginning.
  void clear() {
    count = 0;
    Arrays.fill(first, 0);
  }

  /// Where an array's first element is.
  void from(int array, int offset) {
    first[array] = offset;
  }

  void add(int extent, int stride0, int stride1) {
    stride[0] = stride0;
    stride[1] = stride1;
    add(extent);
  }

  void add(int extent, int stride0, int stride1, int stride2) {
    stride[2] = stride2;
    add(extent, stride0, stride1);
  }

  void add(int extent, int stride0, int stride1, int stride2, int stride3) {
    stride[3] = stride3;
    add(extent, stride0, stride1, stride2);
  }

  private void add(int extent) {
    if (extent == 1) {
      return;
    }
    if (count > 0 && goesOn()) {
      extents[count - 1] *= extent;
      return;
    }
    if (count == extents.length) {
      extents = Arrays.copyOf(extents, 2 * count);
      index = Arrays.copyOf(index, 2 * count);
      strides = Arrays.copyOf(strides, 2 * count * arrays);
    }
    extents[count] = extent;
    System.arraycopy(stride, 0, strides, count * arrays, arrays);
    count++;
  }

  /// Whether the axis to be added begins where the last loop ends.
  private boolean goesOn() {
    for (int array = 0; array < arrays; array++) {
      if (strides[(count - 1) * arrays + array] * extents[count - 1] != stride[array]) {
        return false;
      }
    }
    return true;
  }

  /// Goes to the first run.
  ///
  /// @return false if there is none
  boolean begin() {
    System.arraycopy(first, 0, at, 0, arrays);
    boolean empty = false;
    for (int loop = 0; loop < count; loop++) {
      index[loop] = 0;
      empty |= extents[loop] == 0;
    }
    return !empty;
  }

  /// Goes to the next run.
  ///
  /// @return false if there is none
  boolean next() {
    for (int loop = 1; loop < count; loop++) {
      int row = loop * arrays;
      if (++index[loop] < extents[loop]) {
        for (int array = 0; array < arrays; array++) {
          at[array] += strides[row + array];
        }
        return true;
      }
      for (int array = 0; array < arrays; array++) {
        at[array] -= strides[row + array] * (extents[loop] - 1);
      }
      index[loop] = 0;
    }
    return false;
  }

  /// The length of a run.
  int inner() {
    return count == 0 ? 1 : extents[0];
  }

  /// An array's stride within a run.
  int step(int array) {
    return count == 0 ? 1 : strides[array];
  }

  /// Where an array's run begins.
  int at(int array) {
    return at[array];
  }
}
