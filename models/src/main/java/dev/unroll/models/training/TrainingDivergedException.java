package dev.unroll.models.training;

import java.io.Serial;

/// Training has left the numbers: it cannot go on. What was saved before is intact, and nothing of this was
/// saved.
public final class TrainingDivergedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  /// @param what is no longer a number, `the loss` say
  TrainingDivergedException(String what, long step, double value) {
    super(
        "training diverged: %s at step %,d is %s; use a lower learning rate or a stronger gradient clipping"
            .formatted(what, step, value));
  }

  /// @param parameter says which parameter is no longer a number
  TrainingDivergedException(IllegalStateException parameter, long step) {
    super(
        "training diverged at step %,d: %s; use a lower learning rate or a stronger gradient clipping"
            .formatted(step, parameter.getMessage()),
        parameter);
  }
}
