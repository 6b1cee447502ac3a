package dev.unroll.cli;

import dev.unroll.cli.kind.Prepared;
import dev.unroll.cli.kind.Program;
import dev.unroll.cli.kind.Purpose;
import dev.unroll.cli.kind.Stage;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.training.RunDirectory;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Goes on with a run.
///
/// @param limits of this run; null for those of the run before
/// @param kept what is kept of it
record Resuming(Output output, RunArguments arguments, TrainingLimits limits, Training.Kept kept) {
  /// Goes on with the run in a directory; returns the program's exit status.
  ///
  /// @param named the directory; null for the latest
  /// @param kind whose options were given
  /// @param preset what the options not given are to be; null for what the run had
  /// @param given options by name
  <O extends Record, M extends Model> int run(
      Path named,
      List<Program<?, ?>> programs,
      KindOptions<O, M> kind,
      O preset,
      Map<String, String> given)
      throws IOException {
    Path path = RunDirectories.here().toResume(named);
    try (RunDirectory directory = RunDirectory.claim(path);
        Workers workers = Stage.PREPARATION.run(arguments::start)) {
      SavedRun<?, ?> saved = SavedRun.open(directory.latest(), programs);
      if (kind != null && saved.program() == kind.program()) {
        @SuppressWarnings("unchecked") // by the kind
        SavedRun<O, M> same = (SavedRun<O, M>) saved;
        O options = Stage.PREPARATION.run(() -> kind.resumed(same.options(), preset, given));
        return goOn(same, options, directory, workers);
      }
      if (preset != null || !given.isEmpty()) {
        throw new IOException(
            "the run in %s is of the kind %s: go on with unroll resume %s"
                .formatted(path, saved.program().name(), path));
      }
      return asItWas(saved, directory, workers);
    }
  }

  private <O extends Record, M extends Model> int asItWas(
      SavedRun<O, M> saved, RunDirectory directory, Workers workers) throws IOException {
    return goOn(saved, saved.options(), directory, workers);
  }

  private <O extends Record, M extends Model> int goOn(
      SavedRun<O, M> saved, O options, RunDirectory directory, Workers workers) throws IOException {
    ProgramConsole console = new ProgramConsole(output, arguments.quiet(), workers);
    Prepared<?> prepared =
        Stage.PREPARATION.run(
            () -> saved.program().prepare(options, saved.model(), Purpose.TRAIN, console));
    return train(saved, options, prepared, directory, console);
  }

  private <O extends Record, M extends Model, B> int train(
      SavedRun<O, M> saved,
      O options,
      Prepared<B> prepared,
      RunDirectory directory,
      ProgramConsole console)
      throws IOException {
    Training training = new Training(output, console, arguments, kept);
    Trainer<B> trainer =
        Stage.PREPARATION.run(
            () ->
                Trainer.resume(
                    prepared.task(),
                    saved.checkpoint(),
                    limits,
                    training.environment(directory, SavedRun.describe(saved.program(), options))));
    return training.run(trainer, saved.program().examples(options, prepared.task()), directory);
  }
}
