package dev.unroll.models.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;

/// A text that is read from its beginning to its end, code point by code point, and need not be in memory.
public interface TextSource {
  /// Passes all code points on.
  ///
  /// @throws IOException with a message for people if the text cannot be read exactly
  void read(CodePoints to) throws IOException;

  /// Takes code points.
  @FunctionalInterface
  interface CodePoints {
    void accept(int codePoint) throws IOException;
  }

  /// A text in memory.
  static TextSource of(String text) {
    return to -> {
      for (int i = 0; i < text.length(); ) {
        int codePoint = text.codePointAt(i);
        to.accept(codePoint);
        i += Character.charCount(codePoint);
      }
    };
  }

  /// Files, one after the other.
  static TextSource of(List<Path> files, Charset charset) {
    return to -> {
      for (Path file : files) {
        TextFiles.read(file, charset, to);
      }
    };
  }

  /// What a stream holds; it can be read once.
  ///
  /// @param name of the stream, for messages
  static TextSource of(String name, InputStream stream, Charset charset) {
    return to -> TextFiles.read(name, stream, charset, to);
  }
}
