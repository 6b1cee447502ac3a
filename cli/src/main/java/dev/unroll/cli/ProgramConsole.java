package dev.unroll.cli;

import dev.unroll.cli.kind.Console;
import dev.unroll.kernels.Workers;
import java.io.InputStream;

/// The console of a kind: what it says goes to standard output, unless that is to have the last lines only.
record ProgramConsole(Output output, boolean quiet, Workers workers) implements Console {
  @Override
  public void say(String format, Object... arguments) {
    if (!quiet) {
      output.printf(format, arguments);
    }
  }

  @Override
  public InputStream input() {
    return System.in;
  }
}
