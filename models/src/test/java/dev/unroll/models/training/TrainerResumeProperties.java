package dev.unroll.models.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Checkpoint;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.training.TinyTask.LinearModel;
import dev.unroll.models.training.Trainer.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/// A run that was stopped anywhere and resumed, however often, writes the bytes of one that was not.
final class TrainerResumeProperties {
  private static final Settings RUN = Settings.none().with("data", "tiny");

  @Provide
  Arbitrary<TrainingOptions> options() {
    return Combinators.combine(
            Arbitraries.of(
                new OptimizerOptions.Adam(0.02f),
                new OptimizerOptions.Adam(0.02f, 0.9f, 0.99f, 1e-6f, 0.01f),
                new OptimizerOptions.Adagrad(0.1f),
                new OptimizerOptions.Rmsprop(0.02f),
                new OptimizerOptions.Sgd(0.05f, 0.9f, true, 0)),
            Arbitraries.of(
                new Schedule.Constant(),
                new Schedule.Step(2, 0.5f),
                new Schedule.Exponential(0.8f),
                new Schedule.Cosine(3, 25, 0.1f),
                new Schedule.Plateau(0.5f, 0, 0.01f)),
            Arbitraries.integers().between(1, 4),
            Arbitraries.integers().between(0, 2),
            Arbitraries.of(0f, 1f))
        .as(
            (optimizer, schedule, accumulation, patience, clip) ->
                TrainingOptions.defaults()
                    .withOptimizer(optimizer)
                    .withSchedule(schedule)
                    .withAccumulation(accumulation)
                    .withPatience(patience)
                    .withClipping(clip, 0));
  }

  @Property(tries = 60)
  void stoppedAndResumedIsUninterrupted(
      @ForAll("options") TrainingOptions options,
      @ForAll @Size(min = 1, max = 3) List<@IntRange(min = 1, max = 29) Integer> stops)
      throws IOException {
    Path directory = Files.createTempDirectory("resume");
    try {
      TrainingLimits limits = TrainingLimits.steps(30);
      Path once = directory.resolve("once");
      TrainingResult whole = run(once, options, limits);

      Path pieces = directory.resolve("pieces");
      List<Integer> ordered = stops.stream().distinct().sorted().toList();
      run(pieces, options, TrainingLimits.steps(ordered.getFirst()));
      for (int stop : ordered.subList(1, ordered.size())) {
        resume(pieces, TrainingLimits.steps(stop));
      }
      TrainingResult resumed = resume(pieces, limits);

      assertEquals(whole, resumed);
      for (String file : List.of(RunDirectory.BEST, RunDirectory.LATEST)) {
        assertArrayEquals(
            Files.readAllBytes(once.resolve(file)), Files.readAllBytes(pieces.resolve(file)), file);
      }
    } finally {
      try (Stream<Path> all = Files.walk(directory)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static TrainingResult run(Path path, TrainingOptions options, TrainingLimits limits)
      throws IOException {
    try (RunDirectory directory = RunDirectory.claim(path)) {
      return Trainer.start(
              TinyTask.of(TinyTask.fresh()),
              options,
              limits,
              Environment.in(directory, RUN, Workers.CALLER))
          .run(TrainingListener.NONE);
    }
  }

  private static TrainingResult resume(Path path, TrainingLimits limits) throws IOException {
    try (RunDirectory directory = RunDirectory.claim(path)) {
      Checkpoint checkpoint = Checkpoint.read(directory.latest());
      assertEquals(RUN, checkpoint.section(Trainer.RUN).settings());
      LinearModel model =
          new LinearModel(Scope.stored(checkpoint.section(Checkpoint.MODEL).tensors()));
      return Trainer.resume(
              TinyTask.of(model),
              checkpoint,
              limits,
              Environment.in(directory, RUN, Workers.CALLER))
          .run(TrainingListener.NONE);
    }
  }
}
