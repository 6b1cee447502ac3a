package dev.unroll.bench;

import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
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

/// Softmax with cross-entropy, forward and backward, over rows of logits.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Dunroll.kernels=vector"})
public class SoftmaxKernelBenchmark {
  @Param({"vector", "scalar"})
  String set;

  /// `MxV`: rows and classes.
  @Param({"2048x65", "512x10000", "64x65", "33x257"})
  String extents;

  private SoftmaxWork work;

  /// Makes the operands and holds the result to the scalar set's bits.
  @Setup
  public void setUp() {
    String[] parts = extents.split("x");
    int rows = Integer.parseInt(parts[0]);
    int classes = Integer.parseInt(parts[1]);
    work = new SoftmaxWork(KernelSets.named(set), rows, classes, Workers.CALLER);
    SoftmaxWork scalar = new SoftmaxWork(Kernels.scalar(), rows, classes, Workers.CALLER);
    work.run();
    scalar.run();
    Numbers.requireSameBits("dLogits", scalar.dLogits().data(), work.dLogits().data());
    RateProfiler.declare(work.work());
  }

  /// Probabilities, losses and the gradient to the logits.
  @Benchmark
  public void crossEntropy() {
    work.run();
  }
}
