package dev.unroll.cli.kind;

import dev.unroll.models.training.Progress;
import dev.unroll.models.training.Task;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// A task's own examples, at certain steps and then at growing intervals of time.
final class ExampleSchedule implements Examples {
  private static final Set<Long> STEPS = Set.of(100L, 300L, 700L, 2000L);
  private static final Duration FIRST = Duration.ofSeconds(3);
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /// The pause between examples is at least this part of the time that has passed.
  private static final int PART = 10;

  private final Task<?> task;
  private Duration next = FIRST;

  ExampleSchedule(Task<?> task) {
    this.task = task;
  }

  @Override
  public boolean due(Progress progress) {
    Duration elapsed = progress.elapsed();
    if (!STEPS.contains(progress.step()) && elapsed.compareTo(next) < 0) {
      return false;
    }
    Duration rare = elapsed.dividedBy(PART);
    next = elapsed.plus(rare.compareTo(INTERVAL) > 0 ? rare : INTERVAL);
    return true;
  }

  @Override
  public String show(Progress progress) {
    List<String> examples = task.examples();
    return examples.isEmpty()
        ? ""
        : "--- step %,d, smoothed loss %.3f%n%s%n---"
            .formatted(
                progress.step(),
                progress.smoothedLoss(),
                String.join(System.lineSeparator(), examples));
  }
}
