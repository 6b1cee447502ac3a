package dev.unroll.models.classification;

import dev.unroll.models.data.Fingerprint;
import dev.unroll.models.data.Series;
import java.util.List;
import java.util.Objects;

/// Rows of numbers, each with what is to be said of it: a label or a number.
///
/// @param features the rows, in any order; NaN where a number is missing
/// @param target what is to be said of each
public record Table(Series features, Target target) {
  /// What is to be said of each row.
  public sealed interface Target {
    /// A label.
    record Labels(List<String> labels) implements Target {
      public Labels {
        labels = List.copyOf(labels);
      }
    }

    /// A number.
    ///
    /// @param name of the column, which is none of the features'
    /// @param values finite
    record Numbers(String name, float[] values) implements Target {
      public Numbers {
        Objects.requireNonNull(name, "name");
        for (int row = 0; row < values.length; row++) {
          if (!Float.isFinite(values[row])) {
            throw new IllegalArgumentException(
                "row %d: expected a finite number as '%s', got %s"
                    .formatted(row + 1, name, values[row]));
          }
        }
      }
    }
  }

  public Table {
    int rows =
        switch (target) {
          case Target.Labels(List<String> labels) -> labels.size();
          case Target.Numbers(String name, float[] values) -> {
            if (features.columns().contains(name)) {
              throw new IllegalArgumentException(
                  "expected a target that is no feature, got '%s'".formatted(name));
            }
            yield values.length;
          }
        };
    if (rows != features.rows()) {
      throw new IllegalArgumentException(
          "expected a target for each of %d rows, got %d".formatted(features.rows(), rows));
    }
  }

  /// How many rows there are.
  public int rows() {
    return features.rows();
  }

  /// A copy of some rows.
  public Table rows(List<Integer> rows) {
    int width = features.columns().size();
    float[] values = new float[rows.size() * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = features.at(rows.get(i / width), i % width);
    }
    Target some =
        switch (target) {
          case Target.Labels(List<String> labels) ->
              new Target.Labels(rows.stream().map(labels::get).toList());
          case Target.Numbers(String name, float[] numbers) -> {
            float[] picked = new float[rows.size()];
            for (int i = 0; i < picked.length; i++) {
              picked[i] = numbers[rows.get(i)];
            }
            yield new Target.Numbers(name, picked);
          }
        };
    return new Table(new Series(features.columns(), values), some);
  }

  /// What tells this table from others.
  String fingerprint() {
    Fingerprint fingerprint = new Fingerprint().add(features.fingerprint());
    switch (target) {
      case Target.Labels(List<String> labels) -> labels.forEach(fingerprint::add);
      case Target.Numbers(String name, float[] values) -> fingerprint.add(name).add(values);
    }
    return fingerprint.of("%d rows of %d features".formatted(rows(), features.columns().size()));
  }
}
