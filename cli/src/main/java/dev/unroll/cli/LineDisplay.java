package dev.unroll.cli;

import dev.unroll.models.training.EpochResult;
import dev.unroll.models.training.Progress;
import java.time.Duration;

/// Plain lines, for files and pipes: one after the first step, the next after one, two and four seconds,
/// while the rate still grows, then one every five.
final class LineDisplay implements TrainingDisplay {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final Output output;
  private final String items;
  private final EpochReports epochs = new EpochReports();
  private Duration next = Duration.ZERO;

  /// @param items what is counted, in the plural
  LineDisplay(Output output, String items) {
    this.output = output;
    this.items = items;
  }

  @Override
  public void onStep(Progress progress) {
    if (progress.elapsed().compareTo(next) >= 0) {
      next = progress.elapsed().plus(interval(progress.elapsed()));
      output.println(line(progress));
    }
  }

  /// As long as all the time before, from one second to five.
  private static Duration interval(Duration elapsed) {
    if (elapsed.compareTo(LONGEST) > 0) {
      return LONGEST;
    }
    return elapsed.compareTo(SHORTEST) < 0 ? SHORTEST : elapsed;
  }

  private String line(Progress progress) {
    return "epoch %s  step %,d  loss %.3f  smoothed %.3f  %,.0f %s/s%s"
        .formatted(
            epoch(progress),
            progress.step(),
            progress.loss(),
            progress.smoothedLoss(),
            progress.itemsPerSecond(),
            items,
            progress.remaining() == null ? "" : "  " + clock(progress.remaining()) + " left");
  }

  /// The epoch as a number with the part that is done of it, and how many there are if that is known.
  static String epoch(Progress progress) {
    double done = progress.epoch() - 1 + (double) progress.stepInEpoch() / progress.stepsPerEpoch();
    return progress.epochs() == null
        ? "%.2f".formatted(done)
        : "%.2f of %d".formatted(done, progress.epochs());
  }

  static String clock(Duration duration) {
    long seconds = Math.ceilDiv(duration.toMillis(), 1000);
    return seconds < 3600
        ? "%d:%02d".formatted(seconds / 60, seconds % 60)
        : "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  @Override
  public void onEpoch(EpochResult result) {
    String report = epochs.report(result);
    if (report != null) {
      output.println(report);
    }
  }

  @Override
  public void show(String text) {
    output.println(text);
  }

  @Override
  public void close() {}
}
