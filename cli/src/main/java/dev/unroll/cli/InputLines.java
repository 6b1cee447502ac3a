package dev.unroll.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;

/// Standard input line by line. A line is there as soon as its end is: nothing waits for the next one.
final class InputLines {
  private final InputStream stream;
  private final CharsetDecoder decoder;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long number;

  /// @param charset one in which a newline is the byte 10
  InputLines(InputStream stream, Charset charset) {
    this.stream = new BufferedInputStream(stream);
    decoder = charset.newDecoder();
  }

  /// The next line without its end, `\n` or `\r\n`; null if there is none.
  ///
  /// @throws IOException that names the line if it is malformed
  String next() throws IOException {
    bytes.reset();
    int read = stream.read();
    if (read < 0) {
      return null;
    }
    number++;
    for (; read >= 0 && read != '\n'; read = stream.read()) {
      bytes.write(read);
    }
    try {
      String line = decoder.decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
      return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    } catch (CharacterCodingException e) {
      throw refused(number, "is malformed in the encoding " + decoder.charset(), e);
    }
  }

  /// The number of the latest line, from 1.
  long number() {
    return number;
  }

  /// What is wrong with a line.
  static IOException refused(long number, String problem, Exception cause) {
    return new IOException("standard input, line %d: %s".formatted(number, problem), cause);
  }
}
