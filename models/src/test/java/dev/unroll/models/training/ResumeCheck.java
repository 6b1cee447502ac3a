package dev.unroll.models.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Checkpoint;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.training.Trainer.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// A run of a kind that was stopped and resumed from its file writes the bytes of one that was not.
public final class ResumeCheck {
  private ResumeCheck() {}

  /// Trains a few steps at once, and in two pieces.
  ///
  /// @param model a new model, always the same
  /// @param task the task on a model
  /// @param steps of the whole run
  /// @param stop steps of the first piece
  public static <M extends Model> void check(
      Path directory,
      Class<M> type,
      Supplier<M> model,
      Function<M, Task<?>> task,
      TrainingOptions options,
      long steps,
      long stop)
      throws IOException {
    Path once = directory.resolve("once");
    Path pieces = directory.resolve("pieces");
    TrainingLimits limits = TrainingLimits.steps(steps);
    try (RunDirectory run = RunDirectory.claim(once)) {
      start(task.apply(model.get()), options, limits, run);
    }
    try (RunDirectory run = RunDirectory.claim(pieces)) {
      start(task.apply(model.get()), options, TrainingLimits.steps(stop), run);
    }
    try (RunDirectory run = RunDirectory.claim(pieces)) {
      Checkpoint checkpoint = Checkpoint.read(run.latest());
      M loaded = type.cast(Models.build(checkpoint));
      Trainer.resume(task.apply(loaded), checkpoint, limits, environment(run))
          .run(TrainingListener.NONE);
    }
    for (String file : List.of(RunDirectory.BEST, RunDirectory.LATEST)) {
      assertArrayEquals(
          Files.readAllBytes(once.resolve(file)), Files.readAllBytes(pieces.resolve(file)), file);
    }
  }

  private static void start(
      Task<?> task, TrainingOptions options, TrainingLimits limits, RunDirectory run)
      throws IOException {
    TrainingResult result =
        Trainer.start(task, options, limits, environment(run)).run(TrainingListener.NONE);
    assertEquals(limits.steps(), result.steps());
  }

  private static Environment environment(RunDirectory run) {
    return Environment.in(run, Settings.none(), Workers.CALLER);
  }
}
