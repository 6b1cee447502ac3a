package dev.unroll.cli;

import dev.unroll.cli.chart.Chart;
import dev.unroll.cli.chart.Theme;
import dev.unroll.cli.kind.Prepared;
import dev.unroll.cli.kind.Program;
import dev.unroll.cli.kind.Purpose;
import dev.unroll.cli.kind.Stage;
import dev.unroll.cli.options.CommandOptions;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Task;
import dev.unroll.models.training.Trainer;
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

/// Measures a model.
@Command(
    name = "evaluate",
    sortOptions = false,
    description = {
      "Measures a model: on all of the data that are named, or on the part of its own data that was held out.",
      ""
    })
final class EvaluateCommand<O extends Record, M extends Model> implements Callable<Integer> {
  private final KindOptions<O, M> kind;
  private final List<Program<?, ?>> programs;
  private final Output output;
  private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "MODEL", description = ModelFile.DESCRIPTION)
  private Path model;

  @Option(
      names = "--chart",
      paramLabel = "FILE",
      description = "Draw what was found as SVG, where the kind of model can be drawn.")
  private Path chart;

  @Mixin private RunArguments arguments;

  private EvaluateCommand(KindOptions<O, M> kind, List<Program<?, ?>> programs, Output output) {
    this.kind = kind;
    this.programs = programs;
    this.output = output;
  }

  /// The command.
  ///
  /// @param program the kind of the model; null if it is not known yet
  static <O extends Record, M extends Model> CommandSpec spec(
      Program<O, M> program, List<Program<?, ?>> programs, Output output) {
    KindOptions<O, M> kind = program == null ? null : new KindOptions<>(program);
    EvaluateCommand<O, M> command = new EvaluateCommand<>(kind, programs, output);
    command.spec = CommandSpec.forAnnotatedObject(command);
    if (kind != null) {
      CommandOptions.add(command.spec, "data", kind.data());
    }
    return command.spec;
  }

  @Override
  public Integer call() throws IOException {
    SavedRun<?, ?> saved = SavedRun.open(ModelFile.resolve(model), programs);
    if (kind == null || saved.program() != kind.program()) {
      throw new IllegalStateException("the file is of another kind than a moment ago");
    }
    @SuppressWarnings("unchecked") // by the kind
    SavedRun<O, M> same = (SavedRun<O, M>) saved;
    Map<String, String> given =
        CommandOptions.given(spec.commandLine().getParseResult(), kind.data());
    O options = Stage.PREPARATION.run(() -> kind.read(same.options(), given));
    Purpose purpose = kind.namesData(given) ? Purpose.MEASURE : Purpose.TRAIN;
    try (Workers workers = Stage.PREPARATION.run(arguments::start)) {
      ProgramConsole console = new ProgramConsole(output, arguments.quiet(), workers);
      Prepared<?> prepared =
          Stage.PREPARATION.run(
              () -> kind.program().prepare(options, same.model(), purpose, console));
      List<Score> scores = Stage.USE.run(() -> Trainer.evaluate(prepared.task(), workers));
      if (scores.isEmpty()) {
        throw new IOException("nothing was held out to measure on: name data, see --help");
      }
      prepared.task().findings().forEach(line -> console.say("%s", line));
      if (chart != null) {
        draw(prepared.task());
      }
      Training.report(output, same.file(), scores);
    }
    return 0;
  }

  private void draw(Task<?> task) throws IOException {
    Chart drawn =
        kind.program()
            .chart(task)
            .orElseThrow(
                () ->
                    new IOException(
                        "--chart: models of the kind %s are not drawn"
                            .formatted(kind.program().name())));
    drawn.write(chart, Theme.AUTOMATIC);
    output.printf("chart %s", chart);
  }
}
