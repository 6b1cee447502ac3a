package dev.unroll.models.old.training;

import java.util.ArrayList;
import java.util.List;

/// What a training loop remembers from step to step, to be saved with a checkpoint. Nothing in it
/// depends on the clock.
///
/// @param step steps done since the very beginning
/// @param smoothedLoss exponential moving average of the loss, NaN before the first step
/// @param lossSum sum of the losses of the steps of the epoch that has begun
/// @param epochs the epochs that were finished
public record TrainingState(
    long step, double smoothedLoss, double lossSum, List<EpochResult> epochs) {
  public TrainingState {
    epochs = List.copyOf(epochs);
    if (step < 0) {
      throw new IllegalArgumentException("step: expected 0 or more, got " + step);
    }
  }

  /// Before the first step.
  ///
  /// @param smoothedLoss what the smoothed loss begins with, say that of a uniform guess
  public static TrainingState beginning(double smoothedLoss) {
    return new TrainingState(0, smoothedLoss, 0, List.of());
  }

  /// The lowest validation loss of a finished epoch; NaN if there is none.
  public double bestValidation() {
    double best = Double.NaN;
    for (EpochResult result : epochs) {
      if (!(best <= result.validation())) {
        best = result.validation();
      }
    }
    return best;
  }

  TrainingState afterStep(float loss, double smoothing) {
    return new TrainingState(
        step + 1, smoothing * smoothedLoss + (1 - smoothing) * loss, lossSum + loss, epochs);
  }

  TrainingState afterEpoch(EpochResult result) {
    List<EpochResult> all = new ArrayList<>(epochs);
    all.add(result);
    return new TrainingState(step, smoothedLoss, 0, all);
  }
}
