package dev.unroll.cli.music;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How fast a tune is.
///
/// @param beat the length of what is counted
/// @param perMinute how many of them a minute has
public record Tempo(Fraction beat, int perMinute) {
  private static final Pattern WORDS = Pattern.compile("\"[^\"]*\"");
  private static final Pattern BEATS =
      Pattern.compile("(?:([1-9]\\d?)/(1|2|4|8|16|32)\\s*=\\s*)?([1-9]\\d{0,2})");

  /// The tempo of a field `Q:`, such as `1/4=120` or, in beats of the metre, `120`; words in quotation marks
  /// may stand beside it.
  ///
  /// @throws IllegalArgumentException if it is none
  static Tempo parse(String value, Metre metre) {
    String numbers = WORDS.matcher(value).replaceAll("").strip();
    Matcher beats = BEATS.matcher(numbers);
    if (numbers.isEmpty() && !value.isEmpty()) {
      return of(metre);
    }
    if (!beats.matches()) {
      throw new IllegalArgumentException(
          "expected a tempo such as 1/4=120, got '%s'".formatted(value));
    }
    Fraction beat =
        beats.group(1) == null
            ? of(metre).beat()
            : new Fraction(Integer.parseInt(beats.group(1)), Integer.parseInt(beats.group(2)));
    return new Tempo(beat, Integer.parseInt(beats.group(3)));
  }

  /// 120 beats of the metre a minute, quarter notes where it is free.
  static Tempo of(Metre metre) {
    return new Tempo(metre == null ? new Fraction(1, 4) : metre.beat(), 120);
  }
}
