package dev.unroll.cli.music;

/// What stands between two bars.
///
/// @param repeatsBefore whether what came before is to be played again: a colon before the line
/// @param beginsRepeat whether what comes after will be: a colon after the line
/// @param section whether a part of the tune ends or begins here, so that the bars beside it may be
///     incomplete: any line but a single one
public record BarLine(boolean repeatsBefore, boolean beginsRepeat, boolean section) {
  /// The beginning and the end of a tune, and where an ending begins.
  static final BarLine EDGE = new BarLine(false, false, true);

  /// The line written as `symbols`: `|`, `:` and brackets.
  static BarLine of(String symbols) {
    return new BarLine(symbols.startsWith(":"), symbols.endsWith(":"), !symbols.equals("|"));
  }

  /// This line where a part of the tune ends or begins.
  BarLine ofSection() {
    return new BarLine(repeatsBefore, beginsRepeat, true);
  }
}
