package dev.unroll.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What the engine itself costs: the graph of single numbers of [ScalarGraphWork], per operation. Beside
/// PyTorch: `ScalarGraphComparison` among the peers.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class ScalarGraphBenchmark {
  @Param({"vector", "scalar"})
  String set;

  private ScalarGraphWork work;

  /// Makes the tape.
  @Setup
  public void setUp() {
    work = new ScalarGraphWork(KernelSets.named(set));
  }

  /// A thousand operations and their gradients.
  @Benchmark
  @OperationsPerInvocation(ScalarGraphWork.OPERATIONS)
  public float graph() {
    return work.run();
  }
}
