package dev.unroll.bench.operation;

import dev.unroll.bench.KernelSets;
import dev.unroll.kernels.Kernels;
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

/// What an operation costs beside its arithmetic: forward and backward through a graph of scalar-sized
/// operations, [MicrogradMlp].
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Dunroll.kernels=vector"})
public class MicrogradMlpBenchmark {
  @Param({"vector", "scalar"})
  String set;

  @Param({"1", "8", "100"})
  int samples;

  private MicrogradMlp graph;

  /// Makes the network and holds its loss to the scalar set's.
  @Setup
  public void setUp() {
    graph = new MicrogradMlp(samples, KernelSets.named(set));
    float wanted = new MicrogradMlp(samples, Kernels.scalar()).run();
    float got = graph.run();
    if (Float.floatToRawIntBits(wanted) != Float.floatToRawIntBits(got)) {
      throw new IllegalStateException("loss: expected %s, got %s".formatted(wanted, got));
    }
  }

  /// Forward and backward.
  @Benchmark
  public float training() {
    return graph.run();
  }

  /// The time of an operation, quickly, without JMH.
  public static void main(String[] args) {
    for (int samples : new int[] {1, 8, 100}) {
      MicrogradMlp graph = new MicrogradMlp(samples, Kernels.active());
      double microseconds = QuickTimer.microseconds(graph::run)[0];
      System.out.printf(
          "%d samples, %d operations: %.1f µs forward and backward, %.0f ns an operation%n",
          samples, graph.operations(), microseconds, 1000 * microseconds / graph.operations());
    }
  }
}
