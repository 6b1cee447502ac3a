package dev.unroll.cli.kind;

import dev.unroll.models.settings.Setting;
import dev.unroll.models.text.TextSource;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.util.List;

/// A text in files.
///
/// @param text the files, read one after the other; `-` for standard input; none for the text that every JDK
///     has
/// @param encoding of the files
public record TextData(
    @Setting("Text files, read one after the other; - for standard input.") List<Path> text,
    @Setting(value = "Encoding of the text files, such as ISO-8859-1.", label = "NAME")
        String encoding) {
  private static final Path STANDARD_INPUT = Path.of("-");

  public TextData {
    text = List.copyOf(text);
    charset(encoding);
    if (text.contains(STANDARD_INPUT) && text.size() > 1) {
      throw new IllegalArgumentException(
          "text: expected standard input alone, got other files too");
    }
  }

  /// The text that every JDK has.
  public static TextData defaults() {
    return new TextData(List.of(), "UTF-8");
  }

  static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new IllegalArgumentException(
          "encoding: '%s' is no encoding that this Java knows; UTF-8 and ISO-8859-1 are"
              .formatted(name),
          e);
    }
  }

  /// The files' text.
  public TextSource source(InputStream standardInput) {
    Charset charset = charset(encoding);
    return text.equals(List.of(STANDARD_INPUT))
        ? TextSource.of("standard input", standardInput, charset)
        : TextSource.of(text, charset);
  }
}
