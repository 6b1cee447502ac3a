package dev.unroll.models.text;

import java.io.Serial;

/// A text has a token that a vocabulary lacks, and the vocabulary has no id for unknown ones.
public final class UnknownTokenException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1;

  UnknownTokenException(String token, int position, int line, int vocabularySize) {
    super(
        "the %s at position %,d (line %,d) is not among the %,d of the model's vocabulary"
            .formatted(describe(token), position, line, vocabularySize));
  }

  /// A token for people: a character that cannot be seen by its number.
  private static String describe(String token) {
    if (token.codePointCount(0, token.length()) > 1) {
      return "token '" + token + "'";
    }
    int codePoint = token.codePointAt(0);
    String number = "U+%04X".formatted(codePoint);
    boolean visible =
        !Character.isISOControl(codePoint)
            && !Character.isWhitespace(codePoint)
            && Character.isDefined(codePoint)
            && Character.getType(codePoint) != Character.SURROGATE;
    return "character " + (visible ? "'" + token + "' (" + number + ")" : number);
  }
}
