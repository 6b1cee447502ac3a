package dev.unroll.interop.keras;

import dev.unroll.core.io.MalformedFileException;
import java.util.List;
import java.util.Map;

/// The configuration of a layer or a model, with messages that name it.
///
/// @param file the file's name
/// @param what whose configuration it is, for messages: `layer "lstm" (LSTM)`
/// @param members the JSON object
record Config(String file, String what, Map<String, Object> members) {
  /// What stands for a whole number that is not there.
  private static final int MAX_SIZE = 1 << 28;

  MalformedFileException malformed(String problem) {
    return new MalformedFileException(file, what + ": " + problem);
  }

  /// The configuration of a layer: its class and the object under `config`.
  ///
  /// @param layer the JSON value that describes a layer
  static Config of(String file, String where, Object layer) throws MalformedFileException {
    Config outer = new Config(file, where, object(file, where, layer));
    String kind = outer.text("class_name");
    Map<String, Object> inner =
        object(file, where, layer instanceof Map<?, ?> m ? m.get("config") : null);
    String name = inner.get("name") instanceof String s ? s : kind;
    String what = "layer %s (%s)".formatted(MalformedFileException.quote(name), kind);
    return new Config(file, what, inner);
  }

  /// A JSON value that has to be an object.
  static Map<String, Object> object(String file, String what, Object value)
      throws MalformedFileException {
    if (!(value instanceof Map<?, ?> map)) {
      throw new MalformedFileException(file, what + ": expected a JSON object");
    }
    @SuppressWarnings("unchecked")
    Map<String, Object> members = (Map<String, Object>) map;
    return members;
  }

  boolean has(String name) {
    return members.get(name) != null;
  }

  Object get(String name) {
    return members.get(name);
  }

  private MalformedFileException wrong(String name, String expected) {
    return malformed(
        members.containsKey(name)
            ? "expected %s for \"%s\", found %s"
                .formatted(expected, name, MalformedFileException.quote(String.valueOf(get(name))))
            : "expected %s for \"%s\", found none".formatted(expected, name));
  }

  /// A string that must be there.
  String text(String name) throws MalformedFileException {
    if (get(name) instanceof String text) {
      return text;
    }
    throw wrong(name, "a string");
  }

  /// A string, or what stands for none.
  String text(String name, String otherwise) throws MalformedFileException {
    return has(name) ? text(name) : otherwise;
  }

  /// A truth value, or what stands for none.
  boolean flag(String name, boolean otherwise) throws MalformedFileException {
    if (!has(name)) {
      return otherwise;
    }
    if (get(name) instanceof Boolean flag) {
      return flag;
    }
    throw wrong(name, "true or false");
  }

  /// A size of at least 1 that must be there.
  int size(String name) throws MalformedFileException {
    if (get(name) instanceof Long size && size >= 1 && size <= MAX_SIZE) {
      return (int) (long) size;
    }
    throw wrong(name, "a size of 1 or more");
  }

  /// A whole number, or what stands for none.
  int whole(String name, int otherwise) throws MalformedFileException {
    if (!has(name)) {
      return otherwise;
    }
    if (get(name) instanceof Long number && Math.abs(number) <= MAX_SIZE) {
      return (int) (long) number;
    }
    throw wrong(name, "a whole number");
  }

  /// A number that must be there.
  float number(String name) throws MalformedFileException {
    if (get(name) instanceof Number number) {
      return number.floatValue();
    }
    throw wrong(name, "a number");
  }

  /// A number, or what stands for none.
  float number(String name, float otherwise) throws MalformedFileException {
    return has(name) ? number(name) : otherwise;
  }

  /// Whole numbers that must be there: a list of so many, or one that counts for all.
  int[] wholes(String name, int count) throws MalformedFileException {
    int[] numbers = new int[count];
    Object value = get(name);
    for (int i = 0; i < count; i++) {
      Object element = value instanceof List<?> list && list.size() == count ? list.get(i) : value;
      if (!(element instanceof Long number) || Math.abs(number) > MAX_SIZE) {
        throw wrong(name, count == 1 ? "a whole number" : count + " whole numbers");
      }
      numbers[i] = (int) (long) number;
    }
    return numbers;
  }

  /// Whole numbers of at least 1.
  int[] sizes(String name, int count) throws MalformedFileException {
    int[] sizes = wholes(name, count);
    for (int size : sizes) {
      if (size < 1) {
        throw wrong(name, "sizes of 1 or more");
      }
    }
    return sizes;
  }

  /// Requires that the channels come last.
  void requireChannelsLast() throws MalformedFileException {
    String format = text("data_format", "channels_last");
    if (!format.equals("channels_last")) {
      throw malformed("expected channels last, found " + MalformedFileException.quote(format));
    }
  }
}
