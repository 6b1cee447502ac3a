package dev.unroll.bench;

import dev.unroll.bench.machine.Bandwidth;
import dev.unroll.bench.machine.MemoryLevel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/// The machine's bandwidth: reading, and updating in place, from each level of memory.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Dunroll.kernels=vector"})
public class BandwidthBenchmark {
  @Param({"L1", "L2", "L3", "MEMORY"})
  String level;

  private Bandwidth bandwidth;

  /// Makes the data and says what a call does.
  @Setup
  public void setUp(BenchmarkParams parameters) {
    bandwidth = new Bandwidth(MemoryLevel.valueOf(level));
    RateProfiler.declare(
        parameters.getBenchmark().endsWith("read")
            ? Work.reading(0, bandwidth.readBytes())
            : Work.updating(0, bandwidth.updateBytes(), bandwidth.readBytes()));
  }

  /// Reads everything once.
  @Benchmark
  public float read() {
    bandwidth.read();
    return bandwidth.sum();
  }

  /// Adds one half to the other.
  @Benchmark
  public void update() {
    bandwidth.update();
  }
}
