package dev.unroll.core.io;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A strict pull parser for JSON. The caller asks for what must come next, so the nesting is the
/// caller's, nothing is built that was not asked for, and anything else is an error that names its byte:
///
///     json.open('{');
///     for (boolean first = true; json.more('}', first); first = false) {
///       switch (json.name()) { … }
///     }
///
/// Where the contents are free, [#value] reads all that follows as a tree of at most [#MAX_DEPTH] levels.
///
/// Syntax: RFC 8259, and `NaN`, `Infinity` and `-Infinity` in a tree, which Python writes.
public final class JsonReader {
  /// How deep objects and arrays may lie within each other in a tree.
  public static final int MAX_DEPTH = 200;

  private static final int MAX_NUMBER = 1000;

  private final String file;
  private final String part;
  private final byte[] bytes;
  private final int origin;
  private int position;

  /// A parser at the beginning of `bytes`, which are not copied.
  ///
  /// @param file the name for messages
  /// @param part what of the file the bytes are, for messages
  /// @param origin where in that part the bytes begin, for messages
  public JsonReader(String file, String part, byte[] bytes, int origin) {
    this.file = file;
    this.part = part;
    this.bytes = bytes;
    this.origin = origin;
  }

  /// The failure that at this place something else was expected.
  public MalformedFileException expected(String what) {
    return malformed("expected " + what + ", found " + found());
  }

  /// A failure at this place.
  public MalformedFileException malformed(String problem) {
    return new MalformedFileException(
        file, "%s, byte %d: %s".formatted(part, origin + position, problem));
  }

  /// Reads an opening brace or bracket.
  public void open(char bracket) throws MalformedFileException {
    if (peek() != bracket) {
      throw expected("'" + bracket + "'");
    }
    position++;
  }

  /// Whether another element of the enclosing object or array follows; reads the comma before it, or
  /// the closing bracket.
  ///
  /// @param first whether no element has been read yet
  public boolean more(char closing, boolean first) throws MalformedFileException {
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
  public String name() throws MalformedFileException {
    String name = string();
    if (peek() != ':') {
      throw expected("':'");
    }
    position++;
    return name;
  }

  /// Reads a whole number of at least 0 that a `long` can hold.
  public long wholeNumber() throws MalformedFileException {
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
  public String string() throws MalformedFileException {
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

  /// Reads whatever value comes next as a tree: a `Map<String, Object>` in the order of the file, a
  /// `List<Object>`, a [String], a [Long], a [Double] (whole numbers that need more than 64 bits, too), a
  /// [Boolean], or null.
  public Object value() throws MalformedFileException {
    return value(MAX_DEPTH);
  }

  private Object value(int depth) throws MalformedFileException {
    int next = peek();
    return switch (next) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> literal("true", Boolean.TRUE);
      case 'f' -> literal("false", Boolean.FALSE);
      case 'n' -> literal("null", null);
      case 'N' -> literal("NaN", Double.NaN);
      case 'I' -> literal("Infinity", Double.POSITIVE_INFINITY);
      default -> number();
    };
  }

  private Map<String, Object> object(int depth) throws MalformedFileException {
    checkDepth(depth);
    open('{');
    Map<String, Object> members = Map.of();
    for (boolean first = true; more('}', first); first = false) {
      if (first) {
        members = new LinkedHashMap<>(4);
      }
      String name = name();
      if (members.containsKey(name)) {
        throw malformed(
            "expected each name once, found a second " + MalformedFileException.quote(name));
      }
      members.put(name, value(depth - 1));
    }
    return members;
  }

  private List<Object> array(int depth) throws MalformedFileException {
    checkDepth(depth);
    open('[');
    List<Object> elements = List.of();
    for (boolean first = true; more(']', first); first = false) {
      if (first) {
        elements = new ArrayList<>(2);
      }
      elements.add(value(depth - 1));
    }
    return elements;
  }

  private void checkDepth(int depth) throws MalformedFileException {
    if (depth == 0) {
      throw malformed(
          "expected at most %d objects and arrays within each other".formatted(MAX_DEPTH));
    }
  }

  private <T> T literal(String text, T value) throws MalformedFileException {
    for (int i = 0; i < text.length(); i++) {
      if (position + i == bytes.length || bytes[position + i] != text.charAt(i)) {
        throw expected(text);
      }
    }
    position += text.length();
    return value;
  }

  private Number number() throws MalformedFileException {
    int start = position;
    if (at('-')) {
      position++;
      if (at('I')) {
        return -literal("Infinity", Double.POSITIVE_INFINITY);
      }
    }
    boolean zero = at('0');
    int digits = digits("a value");
    if (zero && digits > 1) {
      throw malformed("expected a number without leading zeros");
    }
    boolean whole = true;
    if (at('.')) {
      position++;
      digits("digits behind the point");
      whole = false;
    }
    if (at('e') || at('E')) {
      position++;
      if (at('+') || at('-')) {
        position++;
      }
      digits("an exponent");
      whole = false;
    }
    // Longer ones are no numbers that anyone wrote, and slow to read.
    if (position - start > MAX_NUMBER) {
      throw malformed("expected numbers of at most %d characters".formatted(MAX_NUMBER));
    }
    String text = new String(bytes, start, position - start, StandardCharsets.US_ASCII);
    if (whole) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        // Does not fit: the nearest double, as for any other number.
      }
    }
    return Double.parseDouble(text);
  }

  private int digits(String what) throws MalformedFileException {
    int start = position;
    while (position < bytes.length && bytes[position] >= '0' && bytes[position] <= '9') {
      position++;
    }
    if (position == start) {
      throw expected(what);
    }
    return position - start;
  }

  private boolean at(char c) {
    return position < bytes.length && bytes[position] == c;
  }

  /// Requires that nothing but white space is left.
  public void end() throws MalformedFileException {
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
      return "the end of the " + part;
    }
    int b = bytes[position] & 0xFF;
    return b > ' ' && b < 0x7F ? "'" + (char) b + "'" : "byte 0x%02x".formatted(b);
  }
}
