package dev.unroll.models.metrics;

import java.util.List;
import java.util.function.IntBinaryOperator;

/// The least number of insertions, deletions and replacements that turn one sequence into another.
///
///     d[i][j] = min(d[i−1][j] + 1, d[i][j−1] + 1, d[i−1][j−1] + (aᵢ ≠ bⱼ))
///
/// Divided by the length of the truth it is the character or word error rate. Source: Levenshtein 1966.
public final class EditDistance {
  private EditDistance() {}

  /// The distance of two texts in characters (code points).
  public static int of(String a, String b) {
    return of(a.codePoints().toArray(), b.codePoints().toArray());
  }

  /// The distance of two sequences of ids.
  public static int of(int[] a, int[] b) {
    return of(a.length, b.length, (i, j) -> a[i] == b[j] ? 0 : 1);
  }

  /// The distance of two sequences of tokens.
  public static int of(List<String> a, List<String> b) {
    return of(a.size(), b.size(), (i, j) -> a.get(i).equals(b.get(j)) ? 0 : 1);
  }

  private static int of(int lengthA, int lengthB, IntBinaryOperator replacement) {
    int[] row = new int[lengthB + 1]; // d[i], overwritten from left to right with d[i+1]
    for (int j = 0; j <= lengthB; j++) {
      row[j] = j;
    }
    for (int i = 0; i < lengthA; i++) {
      int diagonal = row[0];
      row[0] = i + 1;
      for (int j = 0; j < lengthB; j++) {
        int replaced = diagonal + replacement.applyAsInt(i, j);
        diagonal = row[j + 1];
        row[j + 1] = Math.min(replaced, 1 + Math.min(row[j], diagonal));
      }
    }
    return row[lengthB];
  }
}
