package dev.unroll.models.settings;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Single values as text: numbers, flags, constants, labels, paths, durations, and lists of them.
///
/// Elements of a list stand between commas; a comma or a backslash in an element has a backslash before it,
/// and the empty list is the empty text (so a list of one empty text cannot be told from it: it is refused).
public final class Values {
  private Values() {}

  /// A value as text.
  ///
  /// @param type of the component, `List<Integer>` say
  /// @throws IllegalArgumentException if the type is not one of a setting
  public static String text(String key, Type type, Object value) {
    return switch (value) {
      case Labelled choice -> choice.label();
      case Enum<?> constant -> Names.kebab(constant.name());
      case List<?> list -> listText(key, list);
      case Duration time -> Double.toString(time.toNanos() * 1e-9);
      case String _, Boolean _, Integer _, Long _, Float _, Double _, Path _ -> value.toString();
      default ->
          throw new IllegalArgumentException(
              "%s: %s is not a type of a setting".formatted(key, type.getTypeName()));
    };
  }

  private static String listText(String key, List<?> list) {
    StringBuilder text = new StringBuilder();
    for (Object element : list) {
      String plain = text(key, element.getClass(), element);
      if (plain.isEmpty() && list.size() == 1) {
        throw new IllegalArgumentException(key + ": a list of one empty text cannot be saved");
      }
      for (int i = 0; i < plain.length(); i++) {
        char c = plain.charAt(i);
        if (c == ',' || c == '\\') {
          text.append('\\');
        }
        text.append(c);
      }
      text.append(',');
    }
    return text.isEmpty() ? "" : text.substring(0, text.length() - 1);
  }

  /// The value of a type that a text stands for.
  ///
  /// @throws NumberFormatException if the text is no number where one is expected
  /// @throws IllegalArgumentException if it is no value of the type for another reason
  public static Object value(Type type, String text) {
    if (RecordStrings.arguments(type) instanceof List<Type> arguments && !arguments.isEmpty()) {
      List<Object> list = new ArrayList<>();
      for (String element : elements(text)) {
        list.add(value(arguments.getFirst(), element));
      }
      return List.copyOf(list);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == int.class || plain == Integer.class) {
      return Integer.parseInt(text);
    } else if (plain == long.class || plain == Long.class) {
      return Long.parseLong(text);
    } else if (plain == float.class || plain == Float.class) {
      return Float.parseFloat(text);
    } else if (plain == double.class || plain == Double.class) {
      return Double.parseDouble(text);
    } else if (plain == boolean.class || plain == Boolean.class) {
      return flag(text);
    } else if (plain == String.class) {
      return text;
    } else if (plain == Path.class) {
      return Path.of(text);
    } else if (plain == Duration.class) {
      return Duration.ofNanos(Math.round(Double.parseDouble(text) * 1e9));
    } else if (plain.isEnum()) {
      return constant(plain, text);
    } else if (Labelled.class.isAssignableFrom(plain)) {
      return labelled(plain, text);
    }
    throw new IllegalArgumentException(plain.getName() + " is not a type of a setting");
  }

  /// The elements of a list.
  static List<String> elements(String text) {
    List<String> elements = new ArrayList<>();
    if (text.isEmpty()) {
      return elements;
    }
    StringBuilder element = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        element.append(text.charAt(++i));
      } else if (c == ',') {
        elements.add(element.toString());
        element.setLength(0);
      } else {
        element.append(c);
      }
    }
    elements.add(element.toString());
    return elements;
  }

  private static boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("expected true or false, got '" + text + "'");
    };
  }

  private static Object constant(Class<?> type, String text) {
    for (Object constant : type.getEnumConstants()) {
      if (Names.kebab(((Enum<?>) constant).name()).equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException(
        "expected one of %s, got '%s'"
            .formatted(
                Arrays.stream(type.getEnumConstants())
                    .map(constant -> Names.kebab(((Enum<?>) constant).name()))
                    .collect(Collectors.joining(", ")),
                text));
  }

  private static Object labelled(Class<?> type, String text) {
    try {
      return type.getMethod("labelled", String.class).invoke(null, text);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalArgumentException(type.getName() + ": labelled(String) failed", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          type.getName() + ": expected a public static method labelled(String)", e);
    }
  }

  /// What a value of a type is, for messages.
  public static String description(Type type) {
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "a whole number";
    }
    if (type instanceof Class<?> plain && !plain.isPrimitive() && plain != Duration.class) {
      return plain.getSimpleName();
    }
    return RecordStrings.arguments(type).isEmpty() ? "a number" : "values between commas";
  }
}
