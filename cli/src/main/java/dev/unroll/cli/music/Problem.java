package dev.unroll.cli.music;

/// Something that is wrong with a tune.
///
/// @param line where, counted from 1 in the whole text
/// @param column where in the line, counted from 1
/// @param message what was expected and what is there
public record Problem(int line, int column, String message) {
  @Override
  public String toString() {
    return "line %d, column %d: %s".formatted(line, column, message);
  }
}
