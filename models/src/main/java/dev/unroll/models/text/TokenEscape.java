package dev.unroll.models.text;

/// Tokens as single lines of well-formed Unicode, and back.
final class TokenEscape {
  private TokenEscape() {}

  /// A token with `\\uXXXX` for each backslash, control character, line or paragraph separator, and half of
  /// a surrogate pair.
  static String escape(String token) {
    StringBuilder text = new StringBuilder(token.length());
    for (int i = 0; i < token.length(); ) {
      int c = token.codePointAt(i);
      i += Character.charCount(c);
      boolean plain =
          switch (Character.getType(c)) {
            case Character.CONTROL,
                Character.SURROGATE,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> c != '\\';
          };
      if (plain) {
        text.appendCodePoint(c);
      } else {
        text.append("\\u%04X".formatted(c));
      }
    }
    return text.toString();
  }

  /// The token that was escaped.
  ///
  /// @throws IllegalArgumentException if a backslash begins no escape
  static String unescape(String line) {
    StringBuilder token = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\') {
        token.append(code(line, i));
        i += 5;
      } else {
        token.append(c);
      }
    }
    return token.toString();
  }

  private static char code(String line, int at) {
    if (at + 6 > line.length() || line.charAt(at + 1) != 'u') {
      throw invalid(at);
    }
    int code = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = Character.digit(line.charAt(i), 16);
      if (digit < 0) {
        throw invalid(at);
      }
      code = 16 * code + digit;
    }
    return (char) code;
  }

  private static IllegalArgumentException invalid(int at) {
    return new IllegalArgumentException(
        "expected u and four hexadecimal digits after the backslash in column " + (at + 1));
  }
}
