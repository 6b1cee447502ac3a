package dev.unroll.cli.kind;

import dev.unroll.models.training.Progress;
import dev.unroll.models.training.Task;

/// A task's own examples, at the end of each epoch.
final class EpochExamples implements Examples {
  private final Examples usual;

  EpochExamples(Task<?> task) {
    usual = Examples.of(task);
  }

  @Override
  public boolean due(Progress progress) {
    return progress.stepInEpoch() == progress.stepsPerEpoch();
  }

  @Override
  public String show(Progress progress) {
    return usual.show(progress);
  }
}
