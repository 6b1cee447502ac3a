package dev.unroll.models.old.training;

import java.util.List;

/// How training ended.
///
/// @param reason why
/// @param steps steps done since the very beginning
/// @param epochs the epochs that were finished, since the very beginning
/// @param validation the loss on what is held out of the best model, in nats a character; NaN if nothing is
///     held out, or nothing was validated yet
public record TrainingResult(
    Reason reason, long steps, List<EpochResult> epochs, double validation) {
  /// Why training ended.
  public enum Reason {
    /// All epochs are done.
    EPOCHS,
    /// All steps are done.
    STEPS,
    /// The time is up.
    TIME,
    /// It was asked to stop.
    STOPPED
  }

  public TrainingResult {
    epochs = List.copyOf(epochs);
  }
}
