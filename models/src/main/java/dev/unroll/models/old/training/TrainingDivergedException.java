package dev.unroll.models.old.training;

import java.io.Serial;

/// The loss is no longer a number: training cannot go on. What was saved before is intact.
public final class TrainingDivergedException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  TrainingDivergedException(long step, float loss) {
    super(
        "training diverged: the loss of step %d is %s; use a lower learning rate or a stronger gradient clipping"
            .formatted(step, loss));
  }
}
