package dev.unroll.models.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// Reads text files strictly: what cannot be read exactly is refused with a message that says what
/// is wrong, where, and what to do. Line endings are left alone; a byte order mark at the very
/// beginning is dropped.
public final class TextFiles {
  /// Beyond this a text does not fit the arrays that training walks over.
  private static final long MAX_BYTES = 1L << 30;

  private TextFiles() {}

  /// The contents of a UTF-8 file.
  ///
  /// @throws IOException as [#read(Path, Charset)]
  public static String read(Path file) throws IOException {
    return read(file, StandardCharsets.UTF_8);
  }

  /// The contents of several files, one after the other.
  ///
  /// @throws IOException as [#read(Path, Charset)]
  public static String read(List<Path> files, Charset charset) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path file : files) {
      text.append(read(file, charset));
    }
    return text.toString();
  }

  /// The contents of a file in the given encoding.
  ///
  /// @throws IOException with a message for people if the file is missing, not a file, empty,
  ///     binary, malformed in that encoding, or larger than 1 GiB
  public static String read(Path file, Charset charset) throws IOException {
    byte[] bytes = readBytes(file);
    String text = decode(file.toString(), bytes, charset);
    if (text.isEmpty()) {
      throw new IOException(file + ": the file is empty; expected some text");
    }
    return text;
  }

  private static byte[] readBytes(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": is a directory; expected a text file");
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException(
            "%s: has %,d bytes; texts of up to 1 GiB can be read"
                .formatted(file, Files.size(file)));
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + ": permission to read it was denied", e);
    }
  }

  /// Decodes bytes, refusing what is malformed or binary; `name` begins the messages.
  static String decode(String name, byte[] bytes, Charset charset) throws IOException {
    if (!charset.name().startsWith("UTF-16") && !charset.name().startsWith("UTF-32")) {
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == 0) {
          throw binary(name, "byte 0 at offset " + i);
        }
      }
    }
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer input = ByteBuffer.wrap(bytes);
    CharBuffer output =
        CharBuffer.allocate((int) Math.ceil(bytes.length * (double) decoder.maxCharsPerByte()) + 1);
    CoderResult result = decoder.decode(input, output, true);
    if (!result.isError()) {
      result = decoder.flush(output);
    }
    output.flip();
    if (result.isError()) {
      throw new IOException(malformed(name, charset, input.position(), bytes, output));
    }
    String text = output.toString();
    int nul = text.indexOf('\0');
    if (nul >= 0) {
      throw binary(name, "character U+0000 at position " + nul);
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static IOException binary(String name, String where) {
    return new IOException(
        "%s: looks like a binary file (%s); expected text, or --encoding UTF-16 if it is that"
            .formatted(name, where));
  }

  private static String malformed(
      String name, Charset charset, int offset, byte[] bytes, CharSequence before) {
    long line = 1 + before.chars().filter(c -> c == '\n').count();
    String suggestion = charset.equals(StandardCharsets.UTF_8) ? "ISO-8859-1" : "UTF-8";
    return "%s: malformed %s at byte %d (line %d): 0x%02X; if the file has another encoding, name it: --encoding %s"
        .formatted(name, charset.name(), offset, line, bytes[offset], suggestion);
  }
}
