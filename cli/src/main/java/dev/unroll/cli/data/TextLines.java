package dev.unroll.cli.data;

import dev.unroll.models.text.TextFiles;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;

/// The lines of a text file. Only `\n` and `\r\n` end a line: other line breaks of Unicode, such as U+0085, are
/// characters like others.
final class TextLines {
  private TextLines() {}

  @FunctionalInterface
  interface Reader {
    void read(String line, Place place) throws IOException;
  }

  /// Passes the lines on, without their ends. A last line that is empty is none.
  ///
  /// @throws IOException with a message for people if the file cannot be read exactly
  static void read(Path file, Charset charset, Reader reader) throws IOException {
    String text = TextFiles.read(List.of(file), charset);
    int begin = 0;
    for (long line = 1; begin < text.length(); line++) {
      int newline = text.indexOf('\n', begin);
      int next = newline < 0 ? text.length() : newline + 1;
      int end = newline < 0 ? text.length() : newline;
      if (newline > begin && text.charAt(newline - 1) == '\r') {
        end--;
      }
      reader.read(text.substring(begin, end), new Place(file, line));
      begin = next;
    }
  }
}
