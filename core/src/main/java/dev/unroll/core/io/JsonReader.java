package dev.unroll.core.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// A strict pull parser for the JSON subset that a safetensors header is made of: objects, arrays,
/// strings and whole numbers of at least 0. The caller asks for what must come next, so the nesting is
/// the caller's, nothing is built that was not asked for, and anything else is an error that names
/// its byte.
///
/// Syntax: RFC 8259.
final class JsonReader {
  private final String file;
  private final byte[] bytes;
  private final int origin;
  private int position;

  /// A parser at the beginning of `bytes`.
  ///
  /// @param file the name for messages
  /// @param origin where in the file the bytes begin, for messages
  JsonReader(String file, byte[] bytes, int origin) {
    this.file = file;
    this.bytes = bytes;
    this.origin = origin;
  }

  /// The failure that at this place something else was expected.
  MalformedFileException expected(String what) {
    return malformed("expected " + what + ", found " + found());
  }

  /// A failure at this place.
  MalformedFileException malformed(String problem) {
    return new MalformedFileException(
        file, "header, byte %d: %s".formatted(origin + position, problem));
  }

  /// Reads an opening brace or bracket.
  void open(char bracket) throws MalformedFileException {
    if (peek() != bracket) {
      throw expected("'" + bracket + "'");
    }
    position++;
  }

  /// Whether another element of the enclosing object or array follows; reads the comma before it, or
  /// the closing bracket.
  ///
  /// @param first whether no element has been read yet
  boolean more(char closing, boolean first) throws MalformedFileException {
    int next = peek();
    if (next == closing) {
      position++;
      return false;
    }
    if (first) {
      return true;
    }
    if (next != ',') {
      throw expected("',' or '" + closing + "'");
    }
    position++;
    return true;
  }

  /// Reads the name of an object's next member and the colon behind it.
  String name() throws MalformedFileException {
    String name = string();
    if (peek() != ':') {
      throw expected("':'");
    }
    position++;
    return name;
  }

  /// Reads a whole number of at least 0 that a `long` can hold.
  long wholeNumber() throws MalformedFileException {
    int first = peek();
    if (first < '0' || first > '9') {
      throw expected("a whole number of 0 or more");
    }
    int start = position;
    long value = 0;
    while (position < bytes.length && bytes[position] >= '0' && bytes[position] <= '9') {
      int digit = bytes[position] - '0';
      if (value > (Long.MAX_VALUE - digit) / 10) {
        throw malformed("expected a number below 2^63, found a larger one");
      }
      value = 10 * value + digit;
      position++;
    }
    if (first == '0' && position - start > 1) {
      throw malformed("expected a number without leading zeros");
    }
    if (position < bytes.length && ".eE".indexOf(bytes[position]) >= 0) {
      throw expected("a whole number");
    }
    return value;
  }

  /// Reads a string.
  String string() throws MalformedFileException {
    if (peek() != '"') {
      throw expected("a string");
    }
    position++;
    StringBuilder escaped = null;
    int start = position;
    while (true) {
      if (position == bytes.length) {
        throw expected("the end of a string");
      }
      byte b = bytes[position];
      if (b == '"') {
        String rest = decode(start);
        position++;
        return escaped == null ? rest : escaped.append(rest).toString();
      }
      if (b == '\\') {
        if (escaped == null) {
          escaped = new StringBuilder();
        }
        escaped.append(decode(start));
        position++;
        escape(escaped);
        start = position;
      } else if (b >= 0 && b < ' ') {
        throw expected("an escaped control character");
      } else {
        position++;
      }
    }
  }

  /// Requires that nothing but white space is left.
  void end() throws MalformedFileException {
    if (peek() >= 0) {
      throw expected("nothing more than padding");
    }
  }

  /// The next byte that is not white space, not read yet; −1 at the end.
  private int peek() {
    while (position < bytes.length) {
      byte b = bytes[position];
      if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
        return b & 0xFF;
      }
      position++;
    }
    return -1;
  }

  private void escape(StringBuilder out) throws MalformedFileException {
    int escape = position < bytes.length ? bytes[position] : -1;
    int simple = "\"\\/bfnrt".indexOf(escape);
    if (simple >= 0) {
      out.append("\"\\/\b\f\n\r\t".charAt(simple));
      position++;
      return;
    }
    if (escape != 'u') {
      throw expected("one of \" \\ / b f n r t u behind a backslash");
    }
    char unit = utf16();
    if (Character.isLowSurrogate(unit)) {
      throw malformed("expected a character, found the second half of a surrogate pair");
    }
    out.append(unit);
    if (Character.isHighSurrogate(unit)) {
      boolean another =
          position + 1 < bytes.length && bytes[position] == '\\' && bytes[position + 1] == 'u';
      position += another ? 1 : 0;
      char low = another ? utf16() : 0;
      if (!Character.isLowSurrogate(low)) {
        throw malformed("expected the second half of a surrogate pair");
      }
      out.append(low);
    }
  }

  /// Reads `uXXXX`.
  private char utf16() throws MalformedFileException {
    position++;
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      byte b = position < bytes.length ? bytes[position] : 0;
      int digit = b < 0 ? -1 : Character.digit((char) b, 16);
      if (digit < 0) {
        throw expected("four hexadecimal digits");
      }
      unit = 16 * unit + digit;
      position++;
    }
    return (char) unit;
  }

  /// The text from `start` to here.
  private String decode(int start) throws MalformedFileException {
    try {
      // A fresh decoder reports malformed input, where a String's constructor would replace it.
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, position - start))
          .toString();
    } catch (CharacterCodingException e) {
      position = start;
      throw malformed("expected UTF-8, found something else in the string that begins here");
    }
  }

  private String found() {
    if (position >= bytes.length) {
      return "the end of the header";
    }
    int b = bytes[position] & 0xFF;
    return b > ' ' && b < 0x7F ? "'" + (char) b + "'" : "byte 0x%02x".formatted(b);
  }
}
