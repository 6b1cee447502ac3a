package dev.unroll.models.forecasting;

import dev.unroll.core.Checks;
import dev.unroll.models.data.Series;
import dev.unroll.models.settings.Setting;

/// How a series is cut into parts, in the order of time, and how often it is read. What is neither trained on
/// nor in the validation is the test part.
///
/// @param training the fraction of the records, the first, that is trained on
/// @param validation the fraction after it that says which model is best
/// @param batch `N`, windows of a batch
/// @param stepsPerEpoch batches of random windows in an epoch; 0 for each window once
/// @param season records of a season, such as a day, for the baseline that repeats the last one; 0 for none
public record ForecastData(
    @Setting(value = "Fraction of the records, the first, to train on.", label = "F")
        float training,
    @Setting(value = "Fraction after it that is held out for validation.", label = "F")
        float validation,
    @Setting(value = "Windows of a batch.", label = "N") int batch,
    @Setting(value = "Batches of random windows in an epoch; 0 for each window once.", label = "K")
        int stepsPerEpoch,
    @Setting(value = "Records of a season, for a baseline; 0 for none.", label = "K") int season) {
  public ForecastData {
    Checks.within("training", Checks.positive("training", training), 0, 1);
    Checks.within("validation", validation, 0, 1);
    if ((double) training + validation > 1.000001) {
      throw new IllegalArgumentException(
          "training and validation: expected at most 1 together, got %s and %s"
              .formatted(training, validation));
    }
    Checks.positive("batch", batch);
    Checks.notNegative("steps-per-epoch", stepsPerEpoch);
    Checks.notNegative("season", season);
  }

  /// 0.7 of the records to train on, 0.15 for validation, batches of 32, each window once an epoch.
  public static ForecastData defaults() {
    return new ForecastData(0.7f, 0.15f, 32, 0, 0);
  }

  /// These data with all records in the training part.
  ForecastData whole() {
    return new ForecastData(1, 0, batch, stepsPerEpoch, season);
  }

  /// A part of a series.
  enum Part {
    TRAINING,
    VALIDATION,
    TEST,
    ALL
  }

  /// Rows `from` (inclusive) to `to` (exclusive).
  record Range(int from, int to) {}

  /// The number of records to train on.
  ///
  /// @throws IllegalArgumentException if they are too few for a window
  public int trainingRows(Series series, ForecastOptions options) {
    return training(series, options).to();
  }

  /// The rows to train on.
  ///
  /// @throws IllegalArgumentException if they are too few for a window
  Range training(Series series, ForecastOptions options) {
    Range range = range(series, Part.TRAINING);
    if (range.to() < options.span() + options.farthest()) {
      throw new IllegalArgumentException(
          "%s, but a window spans %,d: %,d of the past and %,d ahead"
              .formatted(
                  range.to() == series.rows()
                      ? "the series has %,d records".formatted(range.to())
                      : "the training part has %,d of the series' %,d records"
                          .formatted(range.to(), series.rows()),
                  options.span() + options.farthest(),
                  options.span(),
                  options.farthest()));
    }
    return range;
  }

  Range range(Series series, Part part) {
    int rows = series.rows();
    int trained = cut(rows, training);
    int validated = Math.max(trained, cut(rows, (double) training + validation));
    return switch (part) {
      case TRAINING -> new Range(0, trained);
      case VALIDATION -> new Range(trained, validated);
      case TEST -> new Range(validated, rows);
      case ALL -> new Range(0, rows);
    };
  }

  /// `⌊rows·part⌋`, the part rounded to six digits so that it is the one that was written.
  private static int cut(int rows, double part) {
    return Math.min(rows, (int) (rows * (Math.rint(part * 1e6) / 1e6)));
  }
}
