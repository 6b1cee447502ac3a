package dev.unroll.models.language;

import java.util.Arrays;

/// The positions of a text in the order of the n-grams that begin there.
final class SortedPositions {
  private SortedPositions() {}

  /// All positions, sorted by the `length` ids from there on; what lies past the end comes before
  /// every id. Equal ones stay in the order of the text.
  ///
  /// A radix sort from the last of the ids to the first: `length` passes over the text, each a counting
  /// sort with a bucket for each id.
  static int[] of(int[] ids, int vocabulary, int length) {
    int[] sorted = new int[ids.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = i;
    }
    int[] next = new int[ids.length];
    int[] begin = new int[vocabulary + 2]; // of each bucket; bucket 0 is past the end
    for (int at = length - 1; at >= 0; at--) {
      Arrays.fill(begin, 0);
      for (int position : sorted) {
        begin[bucket(ids, (long) position + at) + 1]++;
      }
      for (int bucket = 1; bucket < begin.length; bucket++) {
        begin[bucket] += begin[bucket - 1];
      }
      for (int position : sorted) {
        next[begin[bucket(ids, (long) position + at)]++] = position;
      }
      int[] swapped = sorted;
      sorted = next;
      next = swapped;
    }
    return sorted;
  }

  private static int bucket(int[] ids, long position) {
    return position < ids.length ? ids[(int) position] + 1 : 0;
  }

  /// How many ids the n-grams at two positions have in common, at most `length`.
  static int common(int[] ids, int a, int b, int length) {
    int most = Math.min(length, ids.length - Math.max(a, b));
    int common = 0;
    while (common < most && ids[a + common] == ids[b + common]) {
      common++;
    }
    return common;
  }
}
