package dev.unroll.models.settings;

import java.util.Locale;

/// What components, choices and constants are called in files and on command lines.
public final class Names {
  private Names() {}

  /// A Java name in lower case with hyphens: `learningRate` and `LEARNING_RATE` as `learning-rate`.
  public static String kebab(String name) {
    if (name.equals(name.toUpperCase(Locale.ROOT))) {
      return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }
    StringBuilder kebab = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isUpperCase(c) && i > 0) {
        kebab.append('-');
      }
      kebab.append(Character.toLowerCase(c));
    }
    return kebab.toString();
  }

  /// The name of a record among the choices of a sealed interface.
  public static String choice(Class<?> type) {
    return kebab(type.getSimpleName());
  }
}
