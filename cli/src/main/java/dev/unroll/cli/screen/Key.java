package dev.unroll.cli.screen;

/// A key that was pressed.
///
/// @param kind which
/// @param codePoint the character of a [Kind#CHARACTER], else 0
public record Key(Kind kind, int codePoint) {
  /// Kinds of keys.
  public enum Kind {
    /// One that stands for a character.
    CHARACTER,
    ENTER,
    TAB,
    BACKSPACE,
    LEFT,
    RIGHT,
    /// Ctrl-C, Ctrl-D, Escape, or the end of the input.
    END,
    /// Any other.
    OTHER
  }

  /// A key without a character.
  public static Key of(Kind kind) {
    return new Key(kind, 0);
  }

  /// The key of a character.
  public static Key of(char character) {
    return new Key(Kind.CHARACTER, character);
  }
}
