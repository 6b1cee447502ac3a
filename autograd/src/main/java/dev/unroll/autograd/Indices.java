package dev.unroll.autograd;

import java.util.Arrays;

/// Copies of ids and lengths that operations read again in backward, so that their owners may use the arrays
/// for something else in between. Arrays are used again for copies of the same length; those that a step
/// has no use for are dropped with the next one, so no more than two steps' worth are held.
final class Indices {
  private int[][] used = new int[8][];
  private int count;
  private int[][] free = new int[8][];
  private int freeCount;

  /// Where to look first among the free ones: repeated work wants them in the order of the last time.
  private int next;

  int[] copy(int[] source) {
    int[] copy = take(source.length);
    System.arraycopy(source, 0, copy, 0, source.length);
    if (count == used.length) {
      used = Arrays.copyOf(used, 2 * count);
    }
    used[count++] = copy;
    return copy;
  }

  private int[] take(int length) {
    for (int looked = 0; looked < freeCount; looked++) {
      int at = next;
      next = next + 1 == freeCount ? 0 : next + 1;
      if (free[at] != null && free[at].length == length) {
        int[] array = free[at];
        free[at] = null;
        return array;
      }
    }
    return new int[length];
  }

  /// Makes all copies free to be used again.
  void release() {
    if (count == 0) {
      return;
    }
    int[][] released = used;
    Arrays.fill(free, 0, freeCount, null);
    used = free;
    free = released;
    freeCount = count;
    count = 0;
    next = 0;
  }
}
