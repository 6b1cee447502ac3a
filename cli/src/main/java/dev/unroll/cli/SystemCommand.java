package dev.unroll.cli;

import dev.unroll.kernels.Kernels;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Tells what the program runs on.
@Command(
    name = "system",
    description = {
      "Tells what the program runs on: Java, kernels and their vector width, threads.",
      ""
    })
final class SystemCommand implements Callable<Integer>, OutputUser {
  private Output output;

  @Override
  public void use(Output newOutput) {
    output = newOutput;
  }

  @Override
  public Integer call() {
    output.printf("unroll   %s", Main.Version.version());
    output.printf(
        "java     %s, %s (%s)",
        System.getProperty("java.vm.version"),
        System.getProperty("java.vm.name"),
        System.getProperty("java.home"));
    output.printf(
        "system   %s %s, %s",
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("os.arch"));
    output.printf("kernels  %s", Kernels.active().description());
    output.printf(
        "threads  %d (one for each processor)", Runtime.getRuntime().availableProcessors());
    output.printf("memory   %,d MiB at most", Runtime.getRuntime().maxMemory() >> 20);
    return 0;
  }
}
