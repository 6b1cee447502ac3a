package dev.unroll.models.data;

import dev.unroll.core.Checks;
import dev.unroll.models.layer.Sequence;
import java.util.Arrays;

/// Sequences of unequal length side by side, time-major.
public final class Padding {
  private Padding() {}

  /// Rows that begin together: the shorter ones are filled up at their ends, and end by their own lengths.
  ///
  /// @param rows the ids of each row
  /// @param pad a valid id
  public static Sequence.Tokens after(int[][] rows, int pad) {
    int[] lengths = Arrays.stream(rows).mapToInt(row -> row.length).toArray();
    int steps = Math.max(1, Arrays.stream(lengths).max().orElse(1));
    int[] ids = new int[steps * rows.length];
    Arrays.fill(ids, pad);
    for (int n = 0; n < rows.length; n++) {
      for (int t = 0; t < lengths[n]; t++) {
        ids[t * rows.length + n] = rows[n][t];
      }
    }
    return new Sequence.Tokens(ids, steps, rows.length, lengths);
  }

  /// Rows that end together, all `steps` long: the shorter ones are filled up in front with `pad`, which is read
  /// like any other token; the longer ones lose their beginnings.
  public static Sequence.Tokens before(int[][] rows, int pad, int steps) {
    Checks.positive("steps", steps);
    int[] ids = new int[steps * rows.length];
    Arrays.fill(ids, pad);
    for (int n = 0; n < rows.length; n++) {
      int length = Math.min(steps, rows[n].length);
      for (int t = 0; t < length; t++) {
        ids[(steps - length + t) * rows.length + n] = rows[n][rows[n].length - length + t];
      }
    }
    return new Sequence.Tokens(ids, steps, rows.length);
  }
}
