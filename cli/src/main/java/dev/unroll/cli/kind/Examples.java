package dev.unroll.cli.kind;

import dev.unroll.models.training.Progress;
import dev.unroll.models.training.Task;

/// What a person sees of a model in training.
public interface Examples {
  /// Whether it is time to show something after a step.
  boolean due(Progress progress);

  /// What to show, in one or more lines.
  String show(Progress progress);

  /// What to show after the last step; nothing unless a kind says so.
  default String last() {
    return "";
  }

  /// A task's own examples: after steps 100, 300, 700 and 2,000, and every five seconds at first, more rarely
  /// in a long run.
  static Examples of(Task<?> task) {
    return new ExampleSchedule(task);
  }
}
