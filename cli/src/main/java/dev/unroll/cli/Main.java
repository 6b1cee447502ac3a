package dev.unroll.cli;

import dev.unroll.cli.kind.Program;
import dev.unroll.cli.kind.Programs;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The entry point of the program `unroll`. Exit status: 0 done, 1 failed, 2 bad input, 128 + n
/// stopped by signal n.
@Command(
    name = "unroll",
    description = "Trains recurrent networks, and does with them what they have learned.",
    versionProvider = Main.Version.class,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    usageHelpAutoWidth = true,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "unroll COMMAND --help tells more. Begin with: unroll train",
    })
public final class Main implements Runnable {
  /// The commands whose options are their own.
  private static final List<Class<?>> COMMANDS =
      List.of(
          CompleteCommand.class,
          WriteCommand.class,
          NgramsCommand.class,
          ImportCommand.class,
          RunCommand.class,
          ExportCommand.class,
          VadCommand.class,
          ReportCommand.class,
          InspectCommand.class,
          LessonCommand.class,
          InfoCommand.class,
          SystemCommand.class);

  @Spec private CommandSpec spec;

  @Option(
      names = Failures.DEBUG,
      scope = ScopeType.INHERIT,
      description = "Show where in the program an error arose.")
  private boolean debug;

  private Main() {}

  public static void main(String[] args) {
    StandardError.adopt();
    Locale.setDefault(Locale.ENGLISH); // the language of all messages; numbers as in 1.573
    StandardOutput out = Output.standardOutput();
    System.setOut(out);
    int status = run(new Output(out, System.err, Output.onTerminal()), Programs.all(), args);
    System.exit(status);
  }

  /// Runs the program; returns its exit status.
  static int run(Output output, List<Program<?, ?>> programs, String... args) {
    CommandLine commandLine = commandLine(output, programs, args);
    int status;
    try {
      status = commandLine.execute(args);
    } catch (Error e) { // picocli passes errors on
      status = Failures.handle(e, commandLine, Arrays.asList(args));
    }
    return Failures.checkWritten(status, output);
  }

  private static CommandLine commandLine(
      Output output, List<Program<?, ?>> programs, String... args) {
    CommandLine commandLine = new CommandLine(new Main(), new Commands(output));
    new KindCommands(programs, output, args).addTo(commandLine);
    commandLine.addSubcommand(SampleCommand.spec(output));
    commandLine.addSubcommand(ScoreCommand.spec(output));
    for (Class<?> command : COMMANDS) {
      commandLine.addSubcommand(command);
    }
    Failures failures = new Failures();
    return commandLine
        .setOut(output.outWriter())
        .setErr(output.errWriter())
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures);
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "a command is missing: say what to do, for example: unroll train");
  }

  /// The version that the build gave this module.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"unroll " + version()};
    }

    static String version() {
      var descriptor = Main.class.getModule().getDescriptor();
      return descriptor == null ? "(development)" : descriptor.rawVersion().orElse("(development)");
    }
  }

  /// Makes the commands, each with the program's output.
  private record Commands(Output output) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      K created = CommandLine.defaultFactory().create(type);
      if (created instanceof OutputUser user) {
        user.use(output);
      }
      return created;
    }
  }
}
