package dev.unroll.bench;

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
import org.openjdk.jmh.infra.BenchmarkParams;

/// Parameter updates and the global norm.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Dunroll.kernels=vector"})
public class UpdateKernelBenchmark {
  @Param({"vector", "scalar"})
  String set;

  /// Elements: of a small layer, of a large one, of more than the caches hold.
  @Param({"16384", "1048576", "16777216", "10007"})
  int length;

  private UpdateWork work;

  /// Makes the operands and holds the results to the scalar set's bits.
  @Setup
  public void setUp(BenchmarkParams parameters) {
    String method = parameters.getBenchmark();
    UpdateWork.Rule rule =
        UpdateWork.Rule.valueOf(method.substring(method.lastIndexOf('.') + 1).toUpperCase());
    work = new UpdateWork(KernelSets.named(set), rule, length);
    UpdateWork scalar = new UpdateWork(Kernels.scalar(), rule, length);
    work.run();
    scalar.run();
    Numbers.requireSameBits("w", scalar.w().data(), work.w().data());
    RateProfiler.declare(work.work());
  }

  /// Stochastic gradient descent with momentum.
  @Benchmark
  public double sgd() {
    return work.run();
  }

  /// Adagrad.
  @Benchmark
  public double adagrad() {
    return work.run();
  }

  /// RMSprop.
  @Benchmark
  public double rmsprop() {
    return work.run();
  }

  /// Adam.
  @Benchmark
  public double adam() {
    return work.run();
  }

  /// The sum of squares.
  @Benchmark
  public double norm() {
    return work.run();
  }
}
