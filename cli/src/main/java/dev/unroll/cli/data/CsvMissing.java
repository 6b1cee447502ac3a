package dev.unroll.cli.data;

import java.util.List;
import java.util.Set;

/// What stands in a table where a number is missing: a value that is equal to one of some markers, such as `NA` or
/// `-9999`, as a text or as a number.
final class CsvMissing {
  private final Set<String> texts;
  private final List<Float> numbers;

  CsvMissing(Set<String> markers) {
    texts = markers;
    numbers = markers.stream().map(Numbers::parse).filter(number -> number != null).toList();
  }

  /// @param number what the value is as a number; null if it is none
  boolean is(String value, Float number) {
    return texts.contains(value.strip()) || (number != null && numbers.contains(number));
  }
}
