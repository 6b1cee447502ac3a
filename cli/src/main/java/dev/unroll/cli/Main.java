package dev.unroll.cli;

import java.io.PrintStream;
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
    description =
        "Trains recurrent character models on text, and writes and scores text with them.",
    versionProvider = Main.Version.class,
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    usageHelpAutoWidth = true,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      SampleCommand.class,
      ScoreCommand.class,
      NgramsCommand.class,
      InfoCommand.class,
      SystemCommand.class
    },
    footer = {
      "",
      "unroll COMMAND --help tells more. Begin with: unroll train",
    })
public final class Main implements Runnable {
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
    PrintStream out = Output.standardOutput();
    System.setOut(out);
    Output output = new Output(out, System.err, Output.onTerminal());
    int status = execute(commandLine(output), args);
    out.flush();
    System.exit(status);
  }

  static int execute(CommandLine commandLine, String... args) {
    try {
      return commandLine.execute(args);
    } catch (OutOfMemoryError e) { // picocli passes errors on
      return Failures.handle(e, commandLine, args);
    }
  }

  /// The program, which writes to `output`.
  static CommandLine commandLine(Output output) {
    CommandLine commandLine = new CommandLine(new Main(), new Commands(output));
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
