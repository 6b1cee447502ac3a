package dev.unroll.cli;

import dev.unroll.models.text.TextFiles;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// Which text, and how its bytes are to be read.
final class TextArguments {
  @Option(
      names = "--text",
      paramLabel = "FILE",
      arity = "1..*",
      description = "Text files, read one after the other.")
  private List<Path> files;

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      converter = CharsetConverter.class,
      description = "Encoding of the text files, such as ISO-8859-1; UTF-8 unless given.")
  private Charset encoding;

  /// Whether a text was named.
  boolean given() {
    return files != null;
  }

  List<Path> files() {
    return files;
  }

  /// The encoding named, or null.
  Charset encoding() {
    return encoding;
  }

  String read() throws IOException {
    return TextFiles.read(files, encoding == null ? StandardCharsets.UTF_8 : encoding);
  }

  static final class CharsetConverter implements ITypeConverter<Charset> {
    @Override
    public Charset convert(String name) {
      try {
        return Charset.forName(name);
      } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
        throw new TypeConversionException(
            "'" + name + "' is no encoding that this Java knows; UTF-8 and ISO-8859-1 are");
      }
    }
  }
}
