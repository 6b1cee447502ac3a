package dev.unroll.bench;

import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Runs the JMH benchmarks: JMH's own command line, with bytes allocated and rates always added,
/// and `--quick` for one short fork of the vector set a benchmark.
public final class Benchmarks {
  private Benchmarks() {}

  /// The command line of JMH; `--quick` in front of it shortens every benchmark.
  public static void main(String[] args) throws RunnerException, CommandLineOptionException {
    List<String> arguments = Arrays.asList(args);
    boolean quick = arguments.contains("--quick");
    String[] forJmh =
        arguments.stream().filter(each -> !each.equals("--quick")).toArray(String[]::new);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .parent(new CommandLineOptions(forJmh))
            .addProfiler(GCProfiler.class)
            .addProfiler(RateProfiler.class);
    if (quick) {
      options
          .param("set", "vector")
          .warmupIterations(2)
          .warmupTime(TimeValue.milliseconds(500))
          .measurementIterations(3)
          .measurementTime(TimeValue.milliseconds(300));
    }
    new Runner(options.build()).run();
  }
}
