package dev.unroll.cli.music;

import java.util.List;

/// What stands between two bar lines.
///
/// @param sounds what sounds, one after the other
/// @param expected how long the bar is to be by the metre; null where it is free
/// @param left the line before it
/// @param right the line after it
/// @param endings on which passes it is played, as bits from bit 1 on; 0 for all of them
/// @param line where it begins
/// @param column where it begins
public record Bar(
    List<Sound> sounds,
    Fraction expected,
    BarLine left,
    BarLine right,
    int endings,
    int line,
    int column) {
  public Fraction length() {
    Fraction length = Fraction.ZERO;
    for (Sound sound : sounds) {
      length = length.plus(sound.length());
    }
    return length;
  }

  /// This bar where an ending follows, which an upbeat may begin.
  Bar beforeEnding() {
    return new Bar(sounds, expected, left, right.ofSection(), endings, line, column);
  }
}
