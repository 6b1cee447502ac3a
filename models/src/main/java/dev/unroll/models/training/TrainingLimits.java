package dev.unroll.models.training;

import dev.unroll.core.Checks;
import dev.unroll.models.settings.Setting;
import java.time.Duration;

/// When training ends: at whichever limit comes first.
///
/// @param epochs counted from the very beginning, also after a resume; null for no limit
/// @param time of this run; null for no limit
/// @param steps counted from the very beginning, also after a resume; null for no limit
public record TrainingLimits(
    @Setting(
            value = "Train until the data were seen this often, since the very beginning.",
            label = "E")
        Integer epochs,
    @Setting(value = "Train for this long.", label = "SECONDS") Duration time,
    @Setting(value = "Train until this many steps are done, since the very beginning.", label = "K")
        Long steps) {
  public TrainingLimits {
    if (epochs != null) {
      Checks.positive("epochs", epochs);
    }
    if (time != null && (time.isNegative() || time.isZero())) {
      throw new IllegalArgumentException("time: expected more than 0 seconds, got " + time);
    }
    if (steps != null && steps < 1) {
      throw new IllegalArgumentException("steps: expected 1 or more, got " + steps);
    }
  }

  /// A number of epochs.
  public static TrainingLimits epochs(int epochs) {
    return new TrainingLimits(epochs, null, null);
  }

  /// A stretch of time.
  public static TrainingLimits time(Duration time) {
    return new TrainingLimits(null, time, null);
  }

  /// A number of steps.
  public static TrainingLimits steps(long steps) {
    return new TrainingLimits(null, null, steps);
  }

  /// These limits and a stretch of time.
  public TrainingLimits within(Duration newTime) {
    return new TrainingLimits(epochs, newTime, steps);
  }
}
