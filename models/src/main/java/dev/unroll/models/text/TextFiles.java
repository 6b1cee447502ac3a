package dev.unroll.models.text;

import java.io.IOException;
import java.io.InputStream;
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

/// Reads texts strictly: what cannot be read exactly is refused with a message that says what is wrong,
/// where, and what to do. Line endings are left alone; a byte order mark at the very beginning is dropped.
public final class TextFiles {
  private static final int BUFFER = 1 << 16;

  private TextFiles() {}

  /// The contents of a UTF-8 file.
  ///
  /// @throws IOException as [#read(Path, Charset, TextSource.CodePoints)]
  public static String read(Path file) throws IOException {
    return read(List.of(file), StandardCharsets.UTF_8);
  }

  /// The contents of several files, one after the other.
  ///
  /// @throws IOException as [#read(Path, Charset, TextSource.CodePoints)]
  public static String read(List<Path> files, Charset charset) throws IOException {
    StringBuilder text = new StringBuilder();
    TextSource.of(files, charset).read(text::appendCodePoint);
    return text.toString();
  }

  /// Passes the code points of a file on.
  ///
  /// @throws IOException with a message for people if the file is missing, not a file, empty, binary or
  ///     malformed in that encoding
  public static void read(Path file, Charset charset, TextSource.CodePoints to) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + ": is a directory; expected a text file");
    }
    try (InputStream stream = Files.newInputStream(file)) {
      read(file.toString(), stream, charset, to);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + ": permission to read it was denied", e);
    }
  }

  /// Passes the code points of a stream on, to its end; `name` begins the messages.
  ///
  /// @throws IOException as [#read(Path, Charset, TextSource.CodePoints)]
  public static void read(
      String name, InputStream stream, Charset charset, TextSource.CodePoints to)
      throws IOException {
    new Decoding(name, charset, to).run(stream);
  }

  /// One text on its way from bytes to code points.
  private static final class Decoding {
    private final String name;
    private final Charset charset;
    private final CharsetDecoder decoder;
    private final TextSource.CodePoints to;
    private final boolean zerosAreBinary;
    private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);
    private final CharBuffer chars = CharBuffer.allocate(BUFFER);

    /// Bytes of the stream before those in the buffer.
    private long offset;

    private long line = 1;
    private long codePoints;

    Decoding(String name, Charset charset, TextSource.CodePoints to) {
      this.name = name;
      this.charset = charset;
      this.to = to;
      decoder =
          charset
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT);
      zerosAreBinary = !charset.name().startsWith("UTF-16") && !charset.name().startsWith("UTF-32");
    }

    void run(InputStream stream) throws IOException {
      boolean end = false;
      while (!end) {
        // 1. more bytes behind those that are left
        offset += bytes.position();
        bytes.compact();
        int read =
            stream.read(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        end = read < 0;
        int fresh = bytes.position();
        bytes.position(fresh + Math.max(0, read)).flip();
        refuseZeros(fresh);

        // 2. to characters, and these to code points
        CoderResult result;
        do {
          result = decoder.decode(bytes, chars, end);
          if (end && result.isUnderflow()) {
            result = decoder.flush(chars);
          }
          boolean last = end && result.isUnderflow();
          pass(last);
          if (result.isError()) {
            throw malformed();
          }
        } while (result.isOverflow());
      }
      if (codePoints == 0) {
        throw new IOException(name + ": the text is empty; expected some characters");
      }
    }

    private void refuseZeros(int from) throws IOException {
      for (int i = from; zerosAreBinary && i < bytes.limit(); i++) {
        if (bytes.get(i) == 0) {
          throw binary("byte 0 at offset " + (offset + i));
        }
      }
    }

    /// Passes on what was decoded; half a surrogate pair at the buffer's end waits for the other half.
    private void pass(boolean last) throws IOException {
      chars.flip();
      while (chars.hasRemaining()) {
        char first = chars.get();
        int codePoint = first;
        if (Character.isHighSurrogate(first)) {
          if (!chars.hasRemaining() && !last) {
            chars.position(chars.position() - 1);
            break;
          }
          if (chars.hasRemaining() && Character.isLowSurrogate(chars.get(chars.position()))) {
            codePoint = Character.toCodePoint(first, chars.get());
          }
        }
        if (codePoint == 0) {
          throw binary("character U+0000 at position " + codePoints);
        }
        if (codePoint == '\n') {
          line++;
        }
        if (codePoints++ > 0 || codePoint != 0xFEFF) {
          to.accept(codePoint);
        }
      }
      chars.compact();
    }

    private IOException binary(String where) {
      return new IOException(
          "%s: looks like a binary file (%s); expected text, or --encoding UTF-16 if it is that"
              .formatted(name, where));
    }

    private IOException malformed() {
      String suggestion = charset.equals(StandardCharsets.UTF_8) ? "ISO-8859-1" : "UTF-8";
      return new IOException(
          "%s: malformed %s at byte %d (line %d): 0x%02X; if the file has another encoding, name it: --encoding %s"
              .formatted(
                  name,
                  charset.name(),
                  offset + bytes.position(),
                  line,
                  bytes.get(bytes.position()),
                  suggestion));
    }
  }
}
