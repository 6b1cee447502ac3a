package dev.unroll.models.old.training;

import dev.unroll.core.Checks;
import java.time.Duration;

/// When training ends: at whichever limit comes first.
///
/// @param epochs counted from the very beginning, also after a resume
/// @param time of this run; null for no limit
/// @param steps counted from the very beginning, also after a resume
public record TrainingLimits(int epochs, Duration time, long steps) {
  public TrainingLimits {
    Checks.positive("epochs", epochs);
    if (time != null && (time.isNegative() || time.isZero())) {
      throw new IllegalArgumentException("time: expected more than 0 seconds, got " + time);
    }
    if (steps < 1) {
      throw new IllegalArgumentException("steps: expected 1 or more, got " + steps);
    }
  }

  /// A number of epochs.
  public static TrainingLimits epochs(int epochs) {
    return new TrainingLimits(epochs, null, Long.MAX_VALUE);
  }

  /// A stretch of time.
  public static TrainingLimits time(Duration time) {
    return new TrainingLimits(Integer.MAX_VALUE, time, Long.MAX_VALUE);
  }

  /// A number of steps.
  public static TrainingLimits steps(long steps) {
    return new TrainingLimits(Integer.MAX_VALUE, null, steps);
  }

  /// These limits and a stretch of time.
  public TrainingLimits within(Duration newTime) {
    return new TrainingLimits(epochs, newTime, steps);
  }
}
