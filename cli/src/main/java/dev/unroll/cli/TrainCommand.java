package dev.unroll.cli;

import dev.unroll.cli.kind.Prepared;
import dev.unroll.cli.kind.Program;
import dev.unroll.cli.kind.Purpose;
import dev.unroll.cli.kind.Stage;
import dev.unroll.cli.options.CommandOptions;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/// Trains a model of a kind.
@Command(sortOptions = false)
final class TrainCommand<O extends Record, M extends Model> implements Callable<Integer> {
  private final KindOptions<O, M> kind;
  private final List<Program<?, ?>> programs;
  private final Output output;
  private CommandSpec spec;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where checkpoints go; default a new directory unroll-model, unroll-model-2, …")
  private Path out;

  @Option(
      names = "--resume",
      description = "Go on with the run in --out (default: the latest), with the options it had.")
  private boolean resume;

  @Option(names = "--report", description = ReportCommand.WHILE_TRAINING)
  private boolean report;

  @Mixin private RunArguments arguments;

  private TrainCommand(KindOptions<O, M> kind, List<Program<?, ?>> programs, Output output) {
    this.kind = kind;
    this.programs = programs;
    this.output = output;
  }

  /// The command for a kind.
  ///
  /// @param name what it is called: `train` or the kind's name
  static <O extends Record, M extends Model> CommandSpec spec(
      String name, Program<O, M> program, List<Program<?, ?>> programs, Output output) {
    KindOptions<O, M> kind = new KindOptions<>(program);
    TrainCommand<O, M> command = new TrainCommand<>(kind, programs, output);
    command.spec = CommandSpec.forAnnotatedObject(command).name(name);
    if (program.limits() != null) {
      CommandOptions.add(command.spec, "When it ends", KindOptions.LIMITS.options());
    }
    if (!program.presets().isEmpty()) {
      command.spec.addOption(presetOption(program));
    }
    kind.addTo(command.spec);
    command
        .spec
        .usageMessage()
        .abbreviateSynopsis(true)
        .description(
            program.description(),
            program.limits() == null
                ? "Without options it needs no file."
                : "Without options it needs no file, and ends "
                    + end(program.limits())
                    + ".%nCtrl-C stops after the running step and saves; unroll resume goes on from there, to the same bits.",
            "");
    return command.spec;
  }

  private static String end(TrainingLimits limits) {
    return limits.time() != null
        ? "after %d seconds".formatted(limits.time().toSeconds())
        : limits.epochs() != null
            ? "after %d epochs".formatted(limits.epochs())
            : "after %,d steps".formatted(limits.steps());
  }

  private static OptionSpec presetOption(Program<?, ?> program) {
    String names = String.join(", ", program.presets().keySet());
    return OptionSpec.builder("--preset")
        .type(String.class)
        .paramLabel("NAME")
        .description("Begin with other options, which further ones change: " + names + ".")
        .build();
  }

  @Override
  public Integer call() throws IOException {
    CommandLine.ParseResult parsed = spec.commandLine().getParseResult();
    Map<String, String> given = kind.given(parsed);
    O preset = Stage.PREPARATION.run(() -> preset(parsed.matchedOptionValue("--preset", null)));
    TrainingLimits limits = Stage.PREPARATION.run(() -> KindOptions.limits(parsed));
    if (resume) {
      return new Resuming(output, arguments, limits, kept())
          .run(out, programs, kind, preset, given);
    }
    // Options come first: reading a large text only to refuse a hidden size of 0 would be unkind.
    Program<O, M> program = kind.program();
    O options =
        Stage.PREPARATION.run(() -> kind.read(preset == null ? program.defaults() : preset, given));
    RunDirectories.requireFree(out);
    try (Workers workers = Stage.PREPARATION.run(arguments::start)) {
      ProgramConsole console = new ProgramConsole(output, arguments.quiet(), workers);
      Prepared<?> prepared =
          Stage.PREPARATION.run(() -> program.prepare(options, null, Purpose.TRAIN, console));
      if (prepared.training() == null) {
        return save(prepared, options, workers);
      }
      return start(prepared, options, limits == null ? program.limits() : limits, console);
    }
  }

  private <B> int start(
      Prepared<B> prepared, O options, TrainingLimits limits, ProgramConsole console)
      throws IOException {
    Training training = new Training(output, console, arguments, kept());
    try (ClaimedRun run = ClaimedRun.of(RunDirectories.here(), out)) {
      Trainer<B> trainer =
          Stage.PREPARATION.run(
              () ->
                  Trainer.start(
                      prepared.task(),
                      prepared.training(),
                      limits,
                      training.environment(
                          run.directory(), SavedRun.describe(kind.program(), options))));
      return training.run(
          trainer, kind.program().examples(options, prepared.task()), run.directory());
    }
  }

  /// Saves a model that needs no training.
  private <B> int save(Prepared<B> prepared, O options, Workers workers) throws IOException {
    try (ClaimedRun run = ClaimedRun.of(RunDirectories.here(), out)) {
      List<Score> scores =
          Stage.USE.run(
              () ->
                  Trainer.save(
                      prepared.task(),
                      Trainer.Environment.in(
                          run.directory(), SavedRun.describe(kind.program(), options), workers)));
      Training.report(output, run.directory().best(), scores);
      return 0;
    }
  }

  private Training.Kept kept() {
    return new Training.Kept(ShellCommand.of(spec.commandLine()), report);
  }

  private O preset(String name) {
    if (name == null) {
      return null;
    }
    O preset = kind.program().presets().get(name);
    if (preset == null) {
      throw new IllegalArgumentException(
          "--preset: expected %s, got '%s'"
              .formatted(String.join(" or ", kind.program().presets().keySet()), name));
    }
    return preset;
  }
}
