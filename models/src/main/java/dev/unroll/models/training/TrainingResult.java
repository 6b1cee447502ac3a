package dev.unroll.models.training;

import java.util.List;

/// How training ended.
///
/// @param reason why
/// @param steps steps done since the very beginning
/// @param epochs epochs finished since the very beginning
/// @param scores of the model that was saved as the best one, the deciding one first; empty if nothing was
///     validated
public record TrainingResult(Reason reason, long steps, int epochs, List<Score> scores) {
  /// Why training ended.
  public enum Reason {
    /// All epochs are done.
    EPOCHS,
    /// All steps are done.
    STEPS,
    /// The time is up.
    TIME,
    /// The validation has not got better for too long.
    PATIENCE,
    /// It was asked to stop.
    STOPPED
  }

  public TrainingResult {
    scores = List.copyOf(scores);
  }
}
