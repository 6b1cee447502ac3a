package dev.unroll.bench;

import dev.unroll.bench.machine.Peak;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/// The machine's peaks of operations on vectors in registers. `rate.flop` of all but `fma` is in billions
/// of numbers a second.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Dunroll.kernels=vector"})
public class PeakBenchmark {
  private final float[] operands = Peak.fmaOperands();

  /// Says what a call does.
  @Setup
  public void setUp(BenchmarkParams parameters) {
    String method = parameters.getBenchmark();
    double count =
        method.endsWith("fma")
            ? Peak.fmaFlop()
            : method.endsWith("issue") ? Peak.issueCount() : Peak.divisions();
    RateProfiler.declare(Work.arithmetic(count, 0));
  }

  /// Twelve independent chains.
  @Benchmark
  public void fma() {
    Peak.fma(operands);
  }

  /// Fused multiply-adds beside integer additions.
  @Benchmark
  public void issue() {
    Peak.issue(operands);
  }

  /// Divisions.
  @Benchmark
  public void divide() {
    Peak.divide(operands);
  }

  /// Square roots, each with a division.
  @Benchmark
  public void rootAndDivide() {
    Peak.rootAndDivide(operands);
  }
}
