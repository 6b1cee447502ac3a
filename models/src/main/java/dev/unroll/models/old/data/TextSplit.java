package dev.unroll.models.old.data;

import dev.unroll.core.Checks;
import java.util.Arrays;

/// A text cut in two: the first part to train on, the last to validate on.
///
/// @param training ids to train on
/// @param validation ids held out, possibly none
public record TextSplit(int[] training, int[] validation) {
  /// Holds out the last `⌊length · fraction⌋` ids, `0 ≤ fraction < 1`.
  public static TextSplit of(int[] ids, float fraction) {
    Checks.within("validation fraction", fraction, 0, Math.nextDown(1f));
    int cut = ids.length - (int) (ids.length * (double) fraction);
    return new TextSplit(Arrays.copyOfRange(ids, 0, cut), Arrays.copyOfRange(ids, cut, ids.length));
  }
}
