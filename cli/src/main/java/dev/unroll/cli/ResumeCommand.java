package dev.unroll.cli;

import dev.unroll.cli.kind.Program;
import dev.unroll.cli.kind.Stage;
import dev.unroll.cli.options.CommandOptions;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.training.TrainingLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;

/// Goes on with a run of whatever kind.
@Command(
    name = "resume",
    sortOptions = false,
    description = {
      "Goes on with a run where it stopped, with the options it had, to the same bits as without a stop.",
      ""
    })
final class ResumeCommand<O extends Record, M extends Model> implements Callable<Integer> {
  private final KindOptions<O, M> kind;
  private final List<Program<?, ?>> programs;
  private final Output output;
  private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      description = "The directory of the run; default the latest in the current directory.")
  private Path directory;

  @Option(names = "--report", description = ReportCommand.WHILE_TRAINING)
  private boolean report;

  @Mixin private RunArguments arguments;

  private ResumeCommand(KindOptions<O, M> kind, List<Program<?, ?>> programs, Output output) {
    this.kind = kind;
    this.programs = programs;
    this.output = output;
  }

  /// The command.
  ///
  /// @param program the kind of the run, whose data may be named anew; null if it is not known yet
  static <O extends Record, M extends Model> CommandSpec spec(
      Program<O, M> program, List<Program<?, ?>> programs, Output output) {
    KindOptions<O, M> kind = program == null ? null : new KindOptions<>(program);
    ResumeCommand<O, M> command = new ResumeCommand<>(kind, programs, output);
    command.spec = CommandSpec.forAnnotatedObject(command);
    CommandOptions.add(command.spec, "When it ends", KindOptions.LIMITS.options());
    if (kind != null) {
      CommandOptions.add(command.spec, "data", kind.data());
    }
    return command.spec;
  }

  @Override
  public Integer call() throws IOException {
    ParseResult parsed = spec.commandLine().getParseResult();
    Map<String, String> given = kind == null ? Map.of() : CommandOptions.given(parsed, kind.data());
    TrainingLimits limits = Stage.PREPARATION.run(() -> KindOptions.limits(parsed));
    Training.Kept kept = new Training.Kept(ShellCommand.of(spec.commandLine()), report);
    return new Resuming(output, arguments, limits, kept)
        .run(directory, programs, kind, null, given);
  }
}
