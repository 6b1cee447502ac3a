package dev.unroll.models.text;

import java.io.Serial;

/// A text has a character that a vocabulary lacks.
public final class UnknownCharacterException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1;

  private final int codePoint;
  private final long position;

  UnknownCharacterException(int codePoint, long position, int line, int vocabularySize) {
    super(
        "the character %s at position %d (line %d) is not among the %d of the model's vocabulary"
            .formatted(describe(codePoint), position, line, vocabularySize));
    this.codePoint = codePoint;
    this.position = position;
  }

  /// A character for people: itself, where it can be seen, and its number.
  static String describe(int codePoint) {
    String number = "U+%04X".formatted(codePoint);
    boolean visible =
        !Character.isISOControl(codePoint)
            && !Character.isWhitespace(codePoint)
            && Character.isDefined(codePoint)
            && Character.getType(codePoint) != Character.SURROGATE;
    return visible ? "'" + Character.toString(codePoint) + "' (" + number + ")" : number;
  }

  /// The unknown character.
  public int codePoint() {
    return codePoint;
  }

  /// Where it stands, counted in code points from 0.
  public long position() {
    return position;
  }
}
