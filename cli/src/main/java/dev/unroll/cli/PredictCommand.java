package dev.unroll.cli;

import dev.unroll.cli.kind.Prediction;
import dev.unroll.cli.kind.Predictor;
import dev.unroll.cli.kind.Program;
import dev.unroll.cli.kind.Stage;
import dev.unroll.cli.options.CommandOptions;
import dev.unroll.cli.options.RecordOptions;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/// Answers the lines of standard input with a model.
@Command(
    name = "predict",
    sortOptions = false,
    description = {"Answers each line of standard input with what a model predicts for it.", ""})
final class PredictCommand<M extends Model, P extends Record> implements Callable<Integer> {
  private static final Set<String> TAKEN =
      Set.of("--threads", "--quiet", "--debug", "--help", "--version");

  private final Program<?, M> program;
  private final Prediction<M, P> prediction;
  private final RecordOptions<P> options;
  private final List<Program<?, ?>> programs;
  private final Output output;
  private CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "MODEL", description = ModelFile.DESCRIPTION)
  private Path model;

  @Mixin private RunArguments arguments;

  private PredictCommand(
      Program<?, M> program,
      Prediction<M, P> prediction,
      List<Program<?, ?>> programs,
      Output output) {
    this.program = program;
    this.prediction = prediction;
    this.programs = programs;
    this.output = output;
    options = prediction == null ? null : RecordOptions.of(prediction.defaults(), TAKEN);
  }

  /// The command.
  ///
  /// @param program the kind of the model; null if it is not known yet
  static <M extends Model> CommandSpec spec(
      Program<?, M> program, List<Program<?, ?>> programs, Output output) {
    Prediction<M, ?> prediction = program == null ? null : program.prediction().orElse(null);
    return spec(program, prediction, programs, output);
  }

  private static <M extends Model, P extends Record> CommandSpec spec(
      Program<?, M> program,
      Prediction<M, P> prediction,
      List<Program<?, ?>> programs,
      Output output) {
    PredictCommand<M, P> command = new PredictCommand<>(program, prediction, programs, output);
    command.spec = CommandSpec.forAnnotatedObject(command);
    if (prediction != null) {
      CommandOptions.add(command.spec, program.name(), command.options.options());
    }
    return command.spec;
  }

  @Override
  public Integer call() throws IOException {
    SavedRun<?, ?> saved = SavedRun.open(ModelFile.resolve(model), programs);
    if (prediction == null) {
      throw new IOException(
          "%s: a model of the kind %s predicts nothing line by line"
              .formatted(saved.file(), saved.program().name()));
    }
    P chosen =
        Stage.PREPARATION.run(
            () ->
                options.read(
                    prediction.defaults(),
                    CommandOptions.given(spec.commandLine().getParseResult(), options.options())));
    try (Workers workers = Stage.PREPARATION.run(arguments::start)) {
      ProgramConsole console = new ProgramConsole(output, arguments.quiet(), workers);
      M loaded = program.kind().type().cast(saved.model());
      Predictor predictor =
          Stage.PREPARATION.run(() -> prediction.predictor(loaded, chosen, console));
      answer(predictor, console);
    }
    return 0;
  }

  private void answer(Predictor predictor, ProgramConsole console) throws IOException {
    InputLines lines = new InputLines(console.input(), Output.encoding("stdin.encoding"));
    String line = lines.next();
    while (line != null && !output.out().checkError()) {
      print(answer(predictor, line, lines.number()));
      line = lines.next();
    }
    print(predictor.end());
  }

  private void print(String answer) {
    if (answer != null) {
      output.println(output.terminal() ? Output.harmless(answer) : answer);
    }
  }

  private String answer(Predictor predictor, String line, long number) throws IOException {
    try {
      return Stage.READING.run(() -> predictor.predict(line));
    } catch (Stage.InputException e) {
      throw InputLines.refused(number, e.getMessage(), e);
    }
  }
}
