package dev.unroll.cli.music;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How long a bar is: so many beats of a kind.
///
/// @param beats as in 6 of 6/8
/// @param unit as in 8 of 6/8
record Metre(int beats, int unit) {
  private static final Pattern NUMBERS = Pattern.compile("([1-9]\\d?)/(1|2|4|8|16|32)");
  private static final Pattern SUM =
      Pattern.compile("\\(?([1-9]\\d?(?:\\+[1-9]\\d?)+)\\)?/(1|2|4|8|16|32)");

  /// The metre of a field `M:`, `C` for 4/4, `C|` for 2/2, `2+3/8` for 5/8; null for `none`, free metre.
  ///
  /// @throws IllegalArgumentException if it is none of these
  static Metre parse(String value) {
    switch (value) {
      case "C" -> {
        return new Metre(4, 4);
      }
      case "C|" -> {
        return new Metre(2, 2);
      }
      case "none" -> {
        return null;
      }
      default -> {}
    }
    Matcher numbers = NUMBERS.matcher(value);
    if (numbers.matches()) {
      return new Metre(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)));
    }
    Matcher sum = SUM.matcher(value);
    if (sum.matches()) {
      int beats = 0;
      for (String part : sum.group(1).split("\\+")) {
        beats += Integer.parseInt(part);
      }
      return new Metre(beats, Integer.parseInt(sum.group(2)));
    }
    throw new IllegalArgumentException(
        "expected a metre such as 6/8, C, C| or none, got '%s'".formatted(value));
  }

  Fraction length() {
    return new Fraction(beats, unit);
  }

  /// Whether three units make a beat, as in 6/8, 9/8 and 12/8.
  boolean isCompound() {
    return beats % 3 == 0 && beats > 3;
  }

  /// What is counted: the beat's length.
  Fraction beat() {
    return isCompound() ? new Fraction(3, unit) : new Fraction(1, unit);
  }

  /// The length of a note without a number where there is no field `L:`.
  static Fraction defaultNote(Metre metre) {
    boolean small = metre != null && metre.length().compareTo(new Fraction(3, 4)) < 0;
    return new Fraction(1, small ? 16 : 8);
  }

  @Override
  public String toString() {
    return beats + "/" + unit;
  }
}
