package dev.unroll.cli.music;

import java.util.ArrayList;
import java.util.List;

/// The bars of a tune as they are played: parts between `|:` and `:|` twice, of the endings `[1` and `[2` the one
/// whose turn it is. A `:|` without a `|:` before it goes back to where the part began: behind the repeat
/// before it, or at the beginning of the tune.
final class PlayingOrder {
  private PlayingOrder() {}

  static List<Bar> of(List<Bar> bars) {
    List<Bar> played = new ArrayList<>();
    int part = 0; // where the part begins that is being played
    int pass = 1;
    int i = 0;
    while (i < bars.size()) {
      Bar bar = bars.get(i);
      if (bar.left().beginsRepeat()) {
        part = i;
      }
      boolean skipped = bar.endings() != 0 && (bar.endings() >> pass & 1) == 0;
      if (!skipped) {
        played.add(bar);
        if (bar.right().repeatsBefore() && pass < passes(bars, part, i)) {
          pass++;
          i = part;
          continue;
        }
      }
      if (isEndOfPart(bars, i)) {
        part = i + 1;
        pass = 1;
      }
      i++;
    }
    return played;
  }

  /// How often a part is played: twice, or as often as its endings have numbers.
  private static int passes(List<Bar> bars, int part, int last) {
    int passes = 2;
    for (int i = part; i < bars.size(); i++) {
      int endings = bars.get(i).endings();
      if (endings == 0 && i > last) {
        break;
      }
      passes = Math.max(passes, 31 - Integer.numberOfLeadingZeros(Math.max(1, endings)));
    }
    return passes;
  }

  /// Whether the last pass of a part ends with a bar: with its repeat, and with its last ending.
  private static boolean isEndOfPart(List<Bar> bars, int i) {
    Bar bar = bars.get(i);
    boolean last = i + 1 == bars.size();
    if (bar.endings() != 0) {
      return !last && bars.get(i + 1).endings() == 0;
    }
    return bar.right().repeatsBefore();
  }
}
