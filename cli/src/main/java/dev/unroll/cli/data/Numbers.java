package dev.unroll.cli.data;

import java.util.regex.Pattern;

/// Decimal numbers in text.
final class Numbers {
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?");

  private Numbers() {}

  /// The number, spaces around it aside, or null where the text is none: neither `NaN` nor `1f` nor what is
  /// beyond the numbers of 32 bits.
  static Float parse(String text) {
    String number = text.strip();
    if (!DECIMAL.matcher(number).matches()) {
      return null;
    }
    float value = Float.parseFloat(number);
    return Float.isInfinite(value) ? null : value;
  }
}
