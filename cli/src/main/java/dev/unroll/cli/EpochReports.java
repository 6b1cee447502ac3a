package dev.unroll.cli;

import dev.unroll.models.old.training.EpochResult;
import java.time.Duration;

/// What is told of finished epochs: of a very short text, not every one.
final class EpochReports {
  private static final long PAUSE = Duration.ofMillis(250).toNanos();

  private long last = System.nanoTime() - PAUSE;

  /// A line about an epoch, or null if the last one was only just told of.
  String report(EpochResult result) {
    if (System.nanoTime() - last < PAUSE) {
      return null;
    }
    last = System.nanoTime();
    String validation =
        Double.isNaN(result.validation())
            ? ""
            : ", validation %.3f nats/char".formatted(result.validation());
    return "epoch %d done: training %.3f%s".formatted(result.epoch(), result.loss(), validation);
  }
}
