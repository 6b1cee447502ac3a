package dev.unroll.core.io;

import java.util.Map;

/// Values as JSON in one line, to be read by [JsonReader#value].
///
/// Syntax: RFC 8259, which has no NaN and no infinity: a number that is not finite becomes null.
public final class JsonText {
  private JsonText() {}

  /// A tree of maps with text keys, iterables, arrays of doubles, texts, numbers, booleans and nulls.
  ///
  /// @throws IllegalArgumentException if something else is in it
  public static String of(Object value) {
    StringBuilder json = new StringBuilder();
    append(json, value);
    return json.toString();
  }

  private static void append(StringBuilder json, Object value) {
    switch (value) {
      case null -> json.append("null");
      case Map<?, ?> map -> {
        json.append('{');
        map.forEach(
            (key, member) -> {
              separate(json);
              appendString(json, (String) key).append(':');
              append(json, member);
            });
        json.append('}');
      }
      case Iterable<?> elements -> {
        json.append('[');
        elements.forEach(
            element -> {
              separate(json);
              append(json, element);
            });
        json.append(']');
      }
      case double[] numbers -> {
        json.append('[');
        for (double number : numbers) {
          separate(json);
          appendNumber(json, number);
        }
        json.append(']');
      }
      case String text -> appendString(json, text);
      case Boolean truth -> json.append(truth.booleanValue());
      case Integer whole -> json.append(whole.intValue());
      case Long whole -> json.append(whole.longValue());
      case Float number -> {
        if (Float.isFinite(number)) {
          json.append(number.floatValue());
        } else {
          json.append("null");
        }
      }
      case Double number -> appendNumber(json, number);
      default ->
          throw new IllegalArgumentException(
              "expected a value of JSON, got one of " + value.getClass().getName());
    }
  }

  /// A comma, unless the object or array has only just begun.
  private static void separate(StringBuilder json) {
    char last = json.charAt(json.length() - 1);
    if (last != '{' && last != '[') {
      json.append(',');
    }
  }

  private static void appendNumber(StringBuilder json, double number) {
    if (Double.isFinite(number)) {
      json.append(number);
    } else {
      json.append("null");
    }
  }

  static StringBuilder appendString(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int escape = "\"\\\b\f\n\r\t".indexOf(c);
      if (escape >= 0) {
        json.append('\\').append("\"\\bfnrt".charAt(escape));
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"');
  }
}
