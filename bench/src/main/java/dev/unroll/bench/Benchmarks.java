package dev.unroll.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Runs the JMH benchmarks: JMH's own command line, with bytes allocated and rates always added.
/// Before JMH's arguments may stand `--quick` for short iterations and `--out FILE` for the results as a
/// Markdown page.
public final class Benchmarks {
  private Benchmarks() {}

  /// See above.
  public static void main(String[] args)
      throws RunnerException, CommandLineOptionException, IOException {
    boolean quick = false;
    Path page = null;
    List<String> forJmh = new ArrayList<>();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--quick" -> quick = true;
        case "--out" -> page = Path.of(args[++i]);
        default -> forJmh.add(args[i]);
      }
    }
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .parent(new CommandLineOptions(forJmh.toArray(String[]::new)))
            .addProfiler(GCProfiler.class)
            .addProfiler(RateProfiler.class);
    if (quick) {
      options
          .warmupIterations(2)
          .warmupTime(TimeValue.milliseconds(500))
          .measurementIterations(3)
          .measurementTime(TimeValue.milliseconds(300));
    }
    var results = new Runner(options.build()).run();
    if (page != null) {
      Files.writeString(page, BenchmarkPage.of(results, quick));
    }
  }
}
