package dev.unroll.cli;

import dev.unroll.cli.kind.Program;
import dev.unroll.models.training.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// The commands whose options depend on the kind of a model: those of `train` on the kind that is named, those
/// of the others on that of the file which they read.
final class KindCommands {
  private final List<Program<?, ?>> programs;
  private final Output output;
  private final List<String> args;

  /// @param args what the program was called with: options are made only for the command named there
  KindCommands(List<Program<?, ?>> programs, Output output, String... args) {
    this.programs = programs;
    this.output = output;
    this.args = List.of(args);
  }

  private boolean isCalled(String command) {
    return !args.isEmpty() && args.getFirst().equals(command);
  }

  void addTo(CommandLine commandLine) {
    commandLine.addSubcommand(train());
    List<CommandSpec> reading =
        isCalled("resume") || isCalled("evaluate") || isCalled("predict")
            ? reading(kind())
            : reading(Optional.empty());
    reading.forEach(spec -> commandLine.addSubcommand(spec.name(), spec));
  }

  private List<CommandSpec> reading(Optional<Program<?, ?>> kind) {
    Program<?, ?> program = kind.orElse(null);
    List<CommandSpec> specs =
        List.of(
            ResumeCommand.spec(program, programs, output),
            EvaluateCommand.spec(program, programs, output),
            PredictCommand.spec(program, programs, output));
    // Of an unknown kind, the command itself says what is wrong with the file, not the parser with
    // options.
    specs.forEach(spec -> spec.parser().unmatchedArgumentsAllowed(program == null));
    return specs;
  }

  /// The command `train` with the options of the default kind, and below it one for each kind.
  private CommandLine train() {
    String named = isCalled("train") && args.size() > 1 ? args.get(1) : "";
    boolean aKindIsNamed = programs.stream().anyMatch(each -> each.name().equals(named));
    Program<?, ?> byDefault = programs.getFirst();
    CommandSpec train =
        isCalled("train") && !aKindIsNamed
            ? TrainCommand.spec("train", byDefault, programs, output)
            : CommandSpec.create().name("train");
    String what =
        "Trains a model of a kind; without one, of the kind %s.".formatted(byDefault.name());
    String[] more = train.usageMessage().description();
    train
        .usageMessage()
        .customSynopsis("unroll train [KIND] [OPTIONS]")
        .commandListHeading("%nKinds%n")
        .description(Stream.concat(Stream.of(what), Arrays.stream(more)).toArray(String[]::new));
    CommandLine commandLine = new CommandLine(train);
    for (Program<?, ?> program : programs) {
      commandLine.addSubcommand(
          program.name(),
          program.name().equals(named)
              ? TrainCommand.spec(named, program, programs, output)
              : notFirst(program));
    }
    return commandLine;
  }

  /// A kind that stands for itself in the help, and behind options, where it does not belong.
  private static CommandSpec notFirst(Program<?, ?> program) {
    CommandSpec[] spec = new CommandSpec[1];
    Callable<Integer> refusal =
        () -> {
          throw new ParameterException(
              spec[0].commandLine(),
              "the kind comes before the options: unroll train %s".formatted(program.name()));
        };
    spec[0] = CommandSpec.wrapWithoutInspection(refusal).name(program.name());
    spec[0].usageMessage().description(program.description());
    return spec[0];
  }

  /// The kind of the first file or directory that is named and has one, or of the latest run.
  private Optional<Program<?, ?>> kind() {
    return args.stream()
        .skip(1)
        .filter(word -> !word.startsWith("-"))
        .flatMap(KindCommands::existing)
        .map(this::kind)
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> kind(null));
  }

  private static Stream<Path> existing(String word) {
    try {
      return Stream.of(Path.of(word)).filter(Files::exists);
    } catch (InvalidPathException e) {
      return Stream.empty(); // the text of some other option
    }
  }

  private Optional<Program<?, ?>> kind(Path named) {
    try {
      Path file =
          isCalled("resume")
              ? RunDirectories.here().toResume(named).resolve(RunDirectory.LATEST)
              : ModelFile.resolve(named);
      return SavedRun.kindOf(file, programs);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
