package dev.unroll.cli;

import dev.unroll.cli.kind.Prepared;
import dev.unroll.cli.kind.Programs;
import dev.unroll.cli.kind.Purpose;
import dev.unroll.cli.kind.Stage;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.training.Progress;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Tells what the program runs on.
@Command(
    name = "system",
    sortOptions = false,
    description = {
      "Tells what the program runs on: Java, kernels and their vector width, threads.",
      ""
    })
final class SystemCommand implements Callable<Integer>, OutputUser {
  private static final Duration MEASURED = Duration.ofSeconds(12);

  /// When the kernels have been compiled.
  private static final Duration WARM = Duration.ofSeconds(8);

  private Output output;

  @Option(
      names = "--kernels",
      paramLabel = "MODEL",
      description =
          "Train a saved model for some seconds, without saving it, and tell which kernels run, "
              + "their share of the time and how near they come to the rate of a large matrix product.")
  private Path model;

  @Option(
      names = "--threads",
      paramLabel = "K",
      description = "Threads to measure with; default one for each processor.")
  private Integer threads;

  @Override
  public void use(Output newOutput) {
    output = newOutput;
  }

  @Override
  public Integer call() throws IOException {
    output.printf("unroll   %s", Main.Version.version());
    output.printf(
        "java     %s, %s (%s)",
        System.getProperty("java.vm.version"),
        System.getProperty("java.vm.name"),
        System.getProperty("java.home"));
    output.printf(
        "system   %s %s, %s",
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("os.arch"));
    output.printf("kernels  %s", Kernels.active().description());
    output.printf(
        "threads  %d (one for each processor)", Runtime.getRuntime().availableProcessors());
    output.printf("memory   %,d MiB at most", Runtime.getRuntime().maxMemory() >> 20);
    if (model != null) {
      SavedRun<?, ?> saved = SavedRun.open(ModelFile.resolve(model), Programs.all());
      int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
      try (Workers workers = Stage.PREPARATION.run(() -> Workers.start(count))) {
        measure(saved, workers);
      }
    }
    return 0;
  }

  private <O extends Record, M extends Model> void measure(SavedRun<O, M> saved, Workers workers)
      throws IOException {
    ProgramConsole console = new ProgramConsole(output, true, workers);
    Prepared<?> prepared =
        Stage.PREPARATION.run(
            () -> saved.program().prepare(saved.options(), saved.model(), Purpose.TRAIN, console));
    measure(prepared, workers);
  }

  /// Trains; what passes before the kernels are compiled is left out.
  private <B> void measure(Prepared<B> prepared, Workers workers) throws IOException {
    KernelTimes times = new KernelTimes(Kernels.active());
    long[] begin = new long[1];
    long[] end = new long[1];
    int[] steps = new int[1];
    Trainer.Environment environment =
        new Trainer.Environment(null, Settings.none(), times.set(), workers);
    Trainer<B> trainer =
        Trainer.start(
            prepared.task(),
            prepared.training(),
            TrainingLimits.time(MEASURED.multipliedBy(100)),
            environment);
    TrainingListener watching =
        new TrainingListener() {
          @Override
          public void onStep(Progress progress) {
            end[0] = System.nanoTime();
            if (begin[0] == 0 && progress.elapsed().compareTo(WARM) > 0) {
              times.reset();
              begin[0] = end[0];
            } else if (begin[0] != 0) {
              steps[0]++;
              if (progress.elapsed().compareTo(MEASURED) > 0) {
                trainer.requestStop(); // a run whose time is up would be validated
              }
            }
          }
        };
    Stage.TRAINING.run(() -> trainer.run(watching));
    double roof = KernelTimes.roof(Kernels.active(), workers);
    print(times, (end[0] - begin[0]) * 1e-9, steps[0], roof);
  }

  private void print(KernelTimes times, double seconds, int steps, double roof) {
    output.println("");
    output.printf(
        "%d training steps of %.2f ms; a large matrix product runs at %.1f GFLOP/s",
        steps, 1e3 * seconds / steps, roof * 1e-9);
    output.printf("%-28s %9s %9s %9s %9s", "kernel", "calls", "of time", "GFLOP/s", "of roof");
    double rest = seconds;
    for (KernelTimes.Use use : times.uses()) {
      double share = use.seconds() / seconds;
      rest -= use.seconds();
      if (share >= 1e-3) {
        double rate = use.operations() / use.seconds();
        output.printf(
            "%-28s %9.1f %8.1f%% %9s %9s",
            use.name(),
            (double) use.calls() / steps,
            100 * share,
            rate > 0 ? "%.1f".formatted(rate * 1e-9) : "",
            rate > 0 ? "%.0f%%".formatted(100 * rate / roof) : "");
      }
    }
    output.printf("%-28s %9s %8.1f%%", "everything else", "", 100 * rest / seconds);
  }
}
