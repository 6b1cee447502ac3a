package dev.unroll.models.data;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;

/// Columns of numbers in the order of time, one record a row. The rows count as equally far apart: whoever
/// reads them from a file decides what becomes of gaps and of repeated stamps.
///
/// Immutable but for its array, which is shared, not copied.
public final class Series {
  private final List<String> columns;
  private final float[] values;

  /// A series.
  ///
  /// @param columns the names, each once
  /// @param values `[rows, columns]`, row-major; NaN where one is missing
  /// @throws IllegalArgumentException if the numbers are no whole rows or a name is there twice
  public Series(List<String> columns, float[] values) {
    this.columns = List.copyOf(columns);
    this.values = values;
    if (columns.isEmpty() || values.length % columns.size() != 0) {
      throw new IllegalArgumentException(
          "series: expected rows of %d numbers, got %d numbers"
              .formatted(columns.size(), values.length));
    }
    if (new HashSet<>(columns).size() < columns.size()) {
      throw new IllegalArgumentException("series: expected each column once, got " + columns);
    }
  }

  /// The names of the columns.
  public List<String> columns() {
    return columns;
  }

  /// The records.
  public int rows() {
    return values.length / columns.size();
  }

  /// A number.
  public float at(int row, int column) {
    return values[row * columns.size() + column];
  }

  /// The index of a column.
  ///
  /// @throws IllegalArgumentException that lists the columns if there is none of this name
  public int column(String name) {
    int index = columns.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(
          "there is no column '%s'; there are %s".formatted(name, String.join(", ", columns)));
    }
    return index;
  }

  /// A copy of the records `from` (inclusive) to `to` (exclusive).
  public Series part(int from, int to) {
    Objects.checkFromToIndex(from, to, rows());
    int width = columns.size();
    return new Series(columns, Arrays.copyOfRange(values, from * width, to * width));
  }

  /// This series with each missing number, NaN or `marker`, taken from the record before; at the beginning
  /// from the first record that has one.
  ///
  /// @param marker what stands for a missing number besides NaN; NaN for nothing
  /// @throws IllegalArgumentException if a column has no number at all
  public Series filled(float marker) {
    float[] filled = values.clone();
    int width = columns.size();
    for (int column = 0; column < width; column++) {
      int first = -1;
      for (int row = 0; row < rows(); row++) {
        int i = row * width + column;
        boolean missing = Float.isNaN(filled[i]) || filled[i] == marker;
        if (!missing && first < 0) {
          first = row;
        } else if (missing && first >= 0) {
          filled[i] = filled[i - width];
        }
      }
      if (first < 0) {
        throw new IllegalArgumentException(
            "the column '%s' holds no number".formatted(columns.get(column)));
      }
      for (int row = 0; row < first; row++) {
        filled[row * width + column] = filled[first * width + column];
      }
    }
    return new Series(columns, filled);
  }

  /// What tells this series from others.
  public String fingerprint() {
    Fingerprint fingerprint = new Fingerprint();
    columns.forEach(fingerprint::add);
    return fingerprint.add(values).of("%d records of %d columns".formatted(rows(), columns.size()));
  }
}
