package dev.unroll.core.io;

import java.io.IOException;
import java.util.regex.Pattern;

/// A file that is not what it should be: damaged, truncated, hostile, or without what was asked of
/// it. The message is one line that names the file, what was expected and what was found.
public final class MalformedFileException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int QUOTED_LENGTH = 80;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  /// An exception about a file.
  ///
  /// @param file the file's name as the user knows it
  /// @param problem what was expected and what was found; control characters, which names in a damaged file may
  ///     have, show as question marks, so that the message is one line
  public MalformedFileException(String file, String problem) {
    super(file + ": " + CONTROL.matcher(problem).replaceAll("?"));
  }

  /// Text from a file in quotes, fit for a message: at most 80 characters, and none that could break
  /// the line or drive a terminal.
  public static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    int end = Math.min(text.length(), QUOTED_LENGTH);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7F || Character.isLetterOrDigit(c)) {
        out.append(c);
      } else {
        out.append("\\u%04x".formatted((int) c));
      }
    }
    return out.append(end < text.length() ? "…\"" : "\"").toString();
  }
}
