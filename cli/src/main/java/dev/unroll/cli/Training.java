package dev.unroll.cli;

import dev.unroll.cli.kind.Console;
import dev.unroll.cli.kind.Examples;
import dev.unroll.cli.kind.Stage;
import dev.unroll.kernels.Kernels;
import dev.unroll.models.settings.Names;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.training.EpochResult;
import dev.unroll.models.training.Progress;
import dev.unroll.models.training.RunDirectory;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A training as a person sees it: what is trained, how it goes, what came of it. Signals end it in an
/// orderly way.
///
/// @param threads as given, or null
record Training(Output output, Console console, boolean quiet, Integer threads) {
  /// What is left of the time in a command to go on, at least.
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /// Where a run saves what.
  Trainer.Environment environment(RunDirectory directory, Settings run) {
    return Trainer.Environment.in(directory, run, console.workers());
  }

  /// Runs it to its end; returns the program's exit status.
  int run(Trainer<?> trainer, Examples examples, RunDirectory directory) throws IOException {
    describe(trainer);
    long start = System.nanoTime();
    TrainingResult result;
    Interruption interruption = new Interruption(trainer::requestStop);
    try (interruption;
        TrainingDisplay display = TrainingDisplay.on(output, quiet, trainer.task().itemName())) {
      TrainingListener listener = quiet ? display : new ExampleListener(display, examples);
      result = Stage.TRAINING.run(() -> trainer.run(listener));
    }
    if (result.reason() == TrainingResult.Reason.STOPPED) {
      TrainingLimits limits = trainer.limits();
      if (limits.time() != null) {
        Duration left = limits.time().minusNanos(System.nanoTime() - start);
        limits = limits.within(left.compareTo(SHORTEST) > 0 ? left : SHORTEST);
      }
      console.say("stopped after step %,d; to go on:", result.steps());
      output.println("  " + ShellCommand.resume(directory.path(), limits, threads));
    }
    boolean best = Files.exists(directory.best());
    report(output, best ? directory.best() : directory.latest(), result.scores());
    return interruption.received() ? interruption.status() : 0;
  }

  private void describe(Trainer<?> trainer) {
    TrainingOptions options = trainer.options();
    int count = console.workers().count();
    console.say(
        "training: %s with learning rate %s; %s, %d %s",
        Names.choice(options.optimizer().getClass()),
        options.optimizer().learningRate(),
        Kernels.active().description(),
        count,
        count == 1 ? "thread" : "threads");
    if (trainer.steps() > 0) {
      console.say("resuming after step %,d", trainer.steps());
    }
  }

  /// The last lines: which checkpoint, and how good it is.
  static void report(Output output, Path checkpoint, List<Score> scores) {
    output.printf("checkpoint %s", checkpoint);
    scores.forEach(score -> output.printf("validation %s", score));
  }

  /// Shows examples between the reports of progress.
  private record ExampleListener(TrainingDisplay display, Examples examples)
      implements TrainingListener {
    @Override
    public void onStep(Progress progress) throws IOException {
      display.onStep(progress);
      if (examples.due(progress)) {
        String text = examples.show(progress);
        if (!text.isEmpty()) {
          display.show(Output.harmless(text));
        }
      }
    }

    @Override
    public void onEpoch(EpochResult result) throws IOException {
      display.onEpoch(result);
    }
  }
}
