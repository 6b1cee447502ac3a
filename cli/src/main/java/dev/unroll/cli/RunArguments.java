package dev.unroll.cli;

import dev.unroll.kernels.Workers;
import picocli.CommandLine.Option;

/// What every command that computes for long can be told.
final class RunArguments {
  @Option(
      names = "--threads",
      paramLabel = "K",
      description =
          "Threads to compute with; default one for each processor. The result is the same.")
  private Integer threads;

  @Option(names = "--quiet", description = "Print the last lines only.")
  private boolean quiet;

  /// As given, or null.
  Integer threads() {
    return threads;
  }

  boolean quiet() {
    return quiet;
  }

  /// The threads, to be closed by the caller.
  ///
  /// @throws IllegalArgumentException if there are to be less than one
  Workers start() {
    return Workers.start(threads == null ? Runtime.getRuntime().availableProcessors() : threads);
  }
}
