package dev.unroll.cli;

import dev.unroll.models.training.EpochResult;
import dev.unroll.models.training.Score;
import java.time.Duration;
import java.util.stream.Collectors;

/// What is told of finished epochs: where they are very short, not of every one.
final class EpochReports {
  private static final long PAUSE = Duration.ofMillis(250).toNanos();

  private long last = System.nanoTime() - PAUSE;

  /// A line about an epoch, or null if the last one was only just told of.
  String report(EpochResult result) {
    if (System.nanoTime() - last < PAUSE) {
      return null;
    }
    last = System.nanoTime();
    String scores =
        result.scores().isEmpty()
            ? ""
            : result.scores().stream()
                .map(Score::toString)
                .collect(Collectors.joining(", ", "; validation ", ""));
    return "epoch %d done: training %.3f%s".formatted(result.epoch(), result.loss(), scores);
  }
}
