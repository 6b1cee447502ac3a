package dev.unroll.cli.options;

import dev.unroll.models.settings.Labelled;
import dev.unroll.models.settings.Names;
import dev.unroll.models.settings.Setting;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the help says about an option.
final class OptionText {
  private static final String OFF = "off";

  private OptionText() {}

  /// The type of a list's elements; null for another type.
  static Type element(Type type) {
    return type instanceof ParameterizedType generic ? generic.getActualTypeArguments()[0] : null;
  }

  /// What stands for a value.
  static String label(Setting setting, Type type) {
    if (setting != null && !setting.label().isEmpty()) {
      return setting.label();
    }
    Type plain = element(type) == null ? type : element(type);
    if (plain == Path.class) {
      return "FILE";
    } else if (plain == String.class) {
      return "TEXT";
    } else if (plain == Duration.class) {
      return "SECONDS";
    } else if (plain == int.class || plain == Integer.class || plain == long.class) {
      return "N";
    } else if (plain == float.class || plain == double.class) {
      return "X";
    }
    return "NAME";
  }

  /// A sentence with the values to choose from, what they belong to, and the default.
  ///
  /// @param onlyWith the alternatives of a choice that have the option; none if it is always there
  /// @param defaults the default by alternative, that of the chosen one first; by the empty text where there
  ///     are no alternatives
  static String description(
      Setting setting, Type type, List<String> onlyWith, Map<String, String> defaults) {
    Type plain = element(type) == null ? type : element(type);
    List<String> choices = choices((Class<?>) plain);
    StringBuilder text = new StringBuilder(setting == null ? "" : setting.value().strip());
    if (!text.isEmpty() && text.charAt(text.length() - 1) == '.') {
      text.setLength(text.length() - 1);
    }
    if (!choices.isEmpty()) {
      text.append(text.isEmpty() ? "" : ": ").append(listed(choices));
    }
    if (!onlyWith.isEmpty()) {
      text.append(" (").append(String.join(", ", onlyWith)).append(')');
    }
    String told = told(type, defaults);
    if (!told.isEmpty()) {
      text.append(text.isEmpty() ? "default " : "; default ").append(told);
    }
    return text.append('.').toString();
  }

  private static String listed(List<String> choices) {
    int last = choices.size() - 1;
    return last == 0
        ? choices.getFirst()
        : String.join(", ", choices.subList(0, last)) + " or " + choices.get(last);
  }

  /// The first default, and those that differ from it with their alternatives; nothing for flags that are
  /// off.
  private static String told(Type type, Map<String, String> defaults) {
    Map<String, List<String>> alternatives = new LinkedHashMap<>();
    defaults.forEach(
        (alternative, value) ->
            alternatives
                .computeIfAbsent(shown(type, value), _ -> new ArrayList<>())
                .add(alternative));
    if (alternatives.keySet().equals(Set.of(OFF))) {
      return "";
    }
    StringBuilder told = new StringBuilder();
    alternatives.forEach(
        (value, of) -> {
          if (told.isEmpty()) {
            told.append(value);
          } else {
            told.append(", with ").append(String.join(" and ", of)).append(' ').append(value);
          }
        });
    return told.toString();
  }

  private static String shown(Type type, String value) {
    if (type == boolean.class) {
      return value.equals("true") ? "on" : OFF;
    }
    boolean number = type == float.class || type == double.class || type == Double.class;
    return number ? value.replaceAll("\\.0(?=$|E)", "").replace('E', 'e') : value;
  }

  /// The values of a type that has few; none for another type.
  static List<String> choices(Class<?> type) {
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> Names.kebab(((Enum<?>) constant).name()))
          .toList();
    }
    if (Labelled.class.isAssignableFrom(type)) {
      return labels(type);
    }
    if (type.isSealed()) {
      return Arrays.stream(type.getPermittedSubclasses())
          .filter(Class::isRecord)
          .map(Names::choice)
          .toList();
    }
    return List.of();
  }

  /// The labels of `all()`, where a type of choices has that.
  private static List<String> labels(Class<?> type) {
    try {
      List<?> all = (List<?>) type.getMethod("all").invoke(null);
      return all.stream().map(each -> ((Labelled) each).label()).toList();
    } catch (ReflectiveOperationException e) {
      return List.of();
    }
  }
}
