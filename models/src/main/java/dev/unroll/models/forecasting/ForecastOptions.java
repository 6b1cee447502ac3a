package dev.unroll.models.forecasting;

import dev.unroll.core.Checks;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.settings.Setting;
import java.util.List;
import java.util.Objects;

/// What a [Forecaster] reads and predicts, and its architecture.
///
/// @param target the column to predict; empty for the first
/// @param features the columns to read; empty for all
/// @param past records, back from the latest, that are looked at
/// @param step every so many-th of them is read: `T = past / step`
/// @param horizons how many records ahead of the latest to predict
/// @param cell the recurrent cell
/// @param hidden `H`, hidden units of each layer
/// @param layers recurrent layers
/// @param dropout the probability with which an element is dropped in training: between layers and of the last
///     state
/// @param residual whether the model predicts the change since the latest record rather than the value
/// @param centered whether each feature is read relative to its mean in the window, so that a level which training
///     never saw, such as that of another season, is none
/// @param share the share of a predicted change that is believed outside training: weather that training never saw
///     is forecast worse than its own, and so nearer to no change; from 0 to 1
public record ForecastOptions(
    @Setting(value = "The column to predict; the first unless given.", label = "NAME")
        String target,
    @Setting(value = "The columns to read; all unless given.", label = "NAME,…")
        List<String> features,
    @Setting(value = "Records of the past that are looked at.", label = "K") int past,
    @Setting(value = "Every so many-th of them is read.", label = "K") int step,
    @Setting(value = "Records ahead to predict.", label = "K,…") List<Integer> horizons,
    @Setting("The recurrent cell.") Cell cell,
    @Setting(value = "Hidden units of each layer.", label = "H") int hidden,
    @Setting(value = "Recurrent layers.", label = "L") int layers,
    @Setting(value = "Probability of dropping an element.", label = "P") float dropout,
    @Setting("Predict the change since the latest record.") boolean residual,
    @Setting("Read each feature relative to its mean in the window.") boolean centered,
    @Setting(value = "Share of a predicted change that is believed.", label = "F") float share) {
  public ForecastOptions {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(cell, "cell");
    features = List.copyOf(features);
    horizons = List.copyOf(horizons);
    Checks.positive("past", past);
    Checks.positive("step", step);
    Checks.positive("hidden", hidden);
    Checks.positive("layers", layers);
    Checks.within("dropout", dropout, 0, Math.nextDown(1f));
    Checks.within("share", share, 0, 1);
    if (share < 1 && !residual) {
      throw new IllegalArgumentException(
          "share: expected 1 where no change is predicted, got " + share);
    }
    if (step > past) {
      throw new IllegalArgumentException(
          "step: expected at most the past of %d records, got %d".formatted(past, step));
    }
    if (horizons.isEmpty()) {
      throw new IllegalArgumentException("horizons: expected at least one, got none");
    }
    horizons.forEach(horizon -> Checks.positive("horizons", horizon));
  }

  /// The change over the next record, from 24 of the past, by a GRU.
  public static ForecastOptions defaults() {
    return of("", 24, 1, 1).withResidual(true);
  }

  /// The lecture's weather program in Keras: one GRU of 32 units on the last 720 records, every third of them, the
  /// target 144 records ahead.
  public static ForecastOptions weather(String target) {
    return of(target, 720, 3, 144);
  }

  /// One GRU of 32 units, as Keras has it, on all columns.
  public static ForecastOptions of(String target, int past, int step, int horizon) {
    return new ForecastOptions(
        target,
        List.of(),
        past,
        step,
        List.of(horizon),
        Cell.RESET_AFTER_GRU,
        32,
        1,
        0,
        false,
        false,
        1);
  }

  /// These options with or without the latest record as the base of the prediction.
  public ForecastOptions withResidual(boolean newResidual) {
    return new ForecastOptions(
        target,
        features,
        past,
        step,
        horizons,
        cell,
        hidden,
        layers,
        dropout,
        newResidual,
        centered,
        newResidual ? share : 1);
  }

  /// These options for weather of another season than that of the training: the change since the latest record, of
  /// which a share is believed, from features relative to their means.
  public ForecastOptions withCenteredChange(float newShare) {
    return new ForecastOptions(
        target, features, past, step, horizons, cell, hidden, layers, dropout, true, true,
        newShare);
  }

  /// These options with another architecture.
  public ForecastOptions with(Cell newCell, int newHidden, int newLayers, float newDropout) {
    return new ForecastOptions(
        target,
        features,
        past,
        step,
        horizons,
        newCell,
        newHidden,
        newLayers,
        newDropout,
        residual,
        centered,
        share);
  }

  /// These options with other horizons.
  public ForecastOptions withHorizons(Integer... newHorizons) {
    return new ForecastOptions(
        target,
        features,
        past,
        step,
        List.of(newHorizons),
        cell,
        hidden,
        layers,
        dropout,
        residual,
        centered,
        share);
  }

  /// `T`, the records that are read.
  public int steps() {
    return past / step;
  }

  /// The records from the first that is read to the latest, both included.
  public int span() {
    return (steps() - 1) * step + 1;
  }

  /// The farthest horizon.
  public int farthest() {
    return horizons.stream().mapToInt(Integer::intValue).max().orElseThrow();
  }

  /// The recurrent layers over so many features.
  RecurrentOptions recurrent(int inputs) {
    return RecurrentOptions.of(cell, inputs, hidden).stacked(layers, dropout);
  }
}
