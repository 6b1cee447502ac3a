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
import org.openjdk.jmh.infra.BenchmarkParams;

/// A recurrent layer of each cell.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Dunroll.kernels=vector"})
public class RecurrentKernelBenchmark {
  @Param({"vector", "scalar"})
  String set;

  @Param({"RNN", "LSTM", "GRU", "RESET_AFTER_GRU"})
  MeasuredCell cell;

  /// `TxNxCxH`: those that users have, then awkward ones.
  @Param({
    "100x64x256x512",
    "50x64x1024x1024",
    "50x32x128x256",
    "240x128x14x32",
    "25x1x64x100",
    "100x1x64x128",
    "1x1x64x128",
    "1x1x512x512",
    "13x7x33x65",
    "20x3x17x127"
  })
  String shape;

  private LayerWork layer;

  /// Makes the layer and holds it to the scalar set's bits.
  @Setup
  public void setUp(BenchmarkParams parameters) {
    LayerShape extents = LayerShape.parse(shape);
    LayerWork.check(KernelSets.named(set), Kernels.scalar(), cell, extents);
    layer = new LayerWork(KernelSets.named(set), cell, extents, Workers.CALLER);
    String method = parameters.getBenchmark();
    RateProfiler.declare(
        method.endsWith("forward")
            ? layer.forwardWork()
            : method.endsWith("training") ? layer.trainingWork() : layer.stepWork());
  }

  /// The whole sequence.
  @Benchmark
  public void forward() {
    layer.forward();
  }

  /// Forward and backward with all gradients.
  @Benchmark
  public void training() {
    layer.training();
  }

  /// One step with carried state; T does not count.
  @Benchmark
  public void step() {
    layer.step();
  }
}
