package dev.unroll.models.text;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/// Ways of making texts alike, the same on every machine and in every locale.
public final class Normalization {
  private static final Pattern MARKS = Pattern.compile("\\p{Mn}+");

  private Normalization() {}

  /// A text in lower case, by Unicode's rules, which no locale changes.
  public static String lowerCase(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /// A text without accents: decomposed (Unicode's normalization form D), its non-spacing marks left out.
  /// "Ślusàrski" gives "Slusarski"; letters that have no decomposition, such as ß and ł, stay.
  public static String withoutMarks(String text) {
    return MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFD)).replaceAll("");
  }
}
