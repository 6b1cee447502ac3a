package dev.unroll.models.data;

import java.util.ArrayList;
import java.util.List;

/// Columns of numbers brought to mean 0 and standard deviation 1: `(x − mean)/deviation`, by what some rows of
/// data, the training part, had; missing numbers, NaN, count for nothing. A column that never changes there keeps
/// the deviation 1.
///
/// @param columns the names
/// @param means of each column
/// @param deviations of each column, above 0
public record Standardization(List<String> columns, List<Float> means, List<Float> deviations) {
  public Standardization {
    columns = List.copyOf(columns);
    means = List.copyOf(means);
    deviations = List.copyOf(deviations);
    if (means.size() != columns.size() || deviations.size() != columns.size()) {
      throw new IllegalArgumentException(
          "standardization: expected a mean and a deviation for each of %d columns, got %d and %d"
              .formatted(columns.size(), means.size(), deviations.size()));
    }
    for (float deviation : deviations) {
      if (!(deviation > 0) || Float.isInfinite(deviation)) {
        throw new IllegalArgumentException(
            "deviations: expected finite numbers above 0, got " + deviation);
      }
    }
  }

  /// That of the rows `from` (inclusive) to `to` (exclusive) of a series.
  public static Standardization of(Series series, int from, int to) {
    List<Float> means = new ArrayList<>();
    List<Float> deviations = new ArrayList<>();
    for (int column = 0; column < series.columns().size(); column++) {
      double sum = 0;
      int count = 0;
      for (int row = from; row < to; row++) {
        float x = series.at(row, column);
        sum += Float.isNaN(x) ? 0 : x;
        count += Float.isNaN(x) ? 0 : 1;
      }
      double mean = count == 0 ? 0 : sum / count;
      double squares = 0;
      for (int row = from; row < to; row++) {
        float x = series.at(row, column);
        double difference = Float.isNaN(x) ? 0 : x - mean;
        squares += difference * difference;
      }
      float deviation = count == 0 ? 0 : (float) Math.sqrt(squares / count);
      means.add((float) mean);
      deviations.add(deviation > 0 ? deviation : 1);
    }
    return new Standardization(series.columns(), means, deviations);
  }

  /// These columns and then others.
  public Standardization and(Standardization others) {
    return new Standardization(
        joined(columns, others.columns),
        joined(means, others.means),
        joined(deviations, others.deviations));
  }

  private static <E> List<E> joined(List<E> first, List<E> second) {
    List<E> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  /// `(x − mean)/deviation` of a column.
  public float standard(int column, float x) {
    return (x - means.get(column)) / deviations.get(column);
  }

  /// The number in the column's own unit.
  public float original(int column, float z) {
    return z * deviations.get(column) + means.get(column);
  }
}
