package dev.unroll.models.language;

import dev.unroll.core.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// A sequence of ids that occurs in a text.
///
/// @param position where it occurs first
/// @param length how many ids it has
/// @param count how often it occurs
public record Ngram(int position, int length, int count) {
  private static final Comparator<Ngram> MOST_FREQUENT =
      Comparator.comparingInt(Ngram::count).reversed().thenComparingInt(Ngram::position);

  /// The ids, as they stand in the text.
  public int[] ids(int[] text) {
    return Arrays.copyOfRange(text, position, position + length);
  }

  /// The `top` most frequent n-grams of `length` ids in a text, the most frequent first; of those that are
  /// equally frequent, the one that occurs first. Fewer if there are fewer.
  ///
  /// @param vocabulary `V`: ids lie below it
  public static List<Ngram> mostFrequent(int[] text, int vocabulary, int length, int top) {
    Checks.ids("text", text, vocabulary);
    Checks.positive("length", length);
    Checks.notNegative("top", top);
    if (length > text.length) {
      return List.of();
    }
    PriorityQueue<Ngram> best = new PriorityQueue<>(MOST_FREQUENT.reversed());
    int[] sorted = SortedPositions.of(text, vocabulary, length);
    for (int from = 0; from < sorted.length; ) {
      int position = sorted[from]; // the sort is stable: the first of its run in the text
      int to = from + 1;
      while (to < sorted.length
          && SortedPositions.common(text, position, sorted[to], length) == length) {
        to++;
      }
      if (position + length <= text.length) {
        best.add(new Ngram(position, length, to - from));
        if (best.size() > top) {
          best.remove();
        }
      }
      from = to;
    }
    List<Ngram> ordered = new ArrayList<>(best);
    ordered.sort(MOST_FREQUENT);
    return List.copyOf(ordered);
  }
}
