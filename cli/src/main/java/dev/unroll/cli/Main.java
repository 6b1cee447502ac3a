package dev.unroll.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The entry point of the program `unroll`. Exit status: 0 done, 1 failed, 2 bad input.
@Command(
    name = "unroll",
    description = "Trains and runs recurrent neural networks.",
    mixinStandardHelpOptions = true,
    version = "unroll 0.1.0-SNAPSHOT",
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Main() {}

  public static void main(String[] args) {
    StandardError.adopt();
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Missing command: say what to do, for example: unroll train");
  }
}
