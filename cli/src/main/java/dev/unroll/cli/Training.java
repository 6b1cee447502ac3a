package dev.unroll.cli;

import dev.unroll.cli.kind.Console;
import dev.unroll.cli.kind.Examples;
import dev.unroll.cli.kind.Stage;
import dev.unroll.cli.report.ReportListener;
import dev.unroll.kernels.Kernels;
import dev.unroll.models.history.HistoryWriter;
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
import java.util.Map;

/// A training as a person sees it: what is trained, how it goes, what came of it. Signals end it in an
/// orderly way.
///
/// @param kept what is kept of it
record Training(Output output, Console console, RunArguments arguments, Kept kept) {
  /// What is kept of a run beside its checkpoints.
  ///
  /// @param command that began or resumed it
  /// @param report whether its report is kept up to date
  record Kept(String command, boolean report) {}

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
    ReportListener report;
    try (interruption;
        TrainingDisplay display =
            TrainingDisplay.on(output, arguments.quiet(), trainer.task().itemName());
        HistoryWriter history = HistoryWriter.open(trainer, directory.history(), about())) {
      report = new ReportListener(history, directory);
      TrainingListener shown =
          arguments.quiet() ? display : new ExampleListener(display, examples, history);
      TrainingListener listener =
          kept.report()
              ? TrainingListener.all(history, shown, report)
              : TrainingListener.all(history, shown);
      result = Stage.TRAINING.run(() -> trainer.run(listener));
    }
    String last = examples.last();
    if (!last.isEmpty()) {
      console.say("%s", Output.harmless(last));
    }
    if (result.reason() == TrainingResult.Reason.STOPPED) {
      TrainingLimits limits = trainer.limits();
      if (limits.time() != null) {
        Duration left = limits.time().minusNanos(System.nanoTime() - start);
        limits = limits.within(left.compareTo(SHORTEST) > 0 ? left : SHORTEST);
      }
      console.say("stopped after step %,d; to go on:", result.steps());
      output.println("  " + ShellCommand.resume(directory.path(), limits, arguments.threads()));
    }
    boolean best = Files.exists(directory.best());
    if (kept.report()) {
      output.printf("report %s", report.file());
    }
    report(output, best ? directory.best() : directory.latest(), result.scores());
    return interruption.received() ? interruption.status() : 0;
  }

  private Map<String, Object> about() {
    return Map.of(
        "command",
        kept.command(),
        "version",
        Main.Version.version(),
        "threads",
        console.workers().count());
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
  private record ExampleListener(TrainingDisplay display, Examples examples, HistoryWriter history)
      implements TrainingListener {
    @Override
    public void onStep(Progress progress) throws IOException {
      display.onStep(progress);
      if (examples.due(progress)) {
        String text = examples.show(progress);
        if (!text.isEmpty()) {
          display.show(Output.harmless(text));
          history.example(text);
        }
      }
    }

    @Override
    public void onEpoch(EpochResult result) throws IOException {
      display.onEpoch(result);
    }
  }
}
