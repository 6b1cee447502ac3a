package dev.unroll.bench.ablation;

import dev.unroll.bench.Numbers;
import dev.unroll.bench.RateProfiler;
import dev.unroll.bench.Work;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Matrix;
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

/// Merge the input product over time? All of `X·Wᵀ [T·N,C]·[C,4H]` in one product, or in pieces of a few
/// time steps.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Dunroll.kernels=vector"})
public class InputProductBenchmark {
  /// `TxNxCxH`.
  @Param({"48x32x128x256", "48x64x256x512", "48x1x64x128"})
  String shape;

  /// Time steps in one product.
  @Param({"1", "4", "16", "48"})
  int steps;

  private int rows;
  private int count;
  private Matrix x;
  private Matrix w;
  private Matrix a;
  private final Workspace workspace = new Workspace();

  /// Makes the operands.
  @Setup
  public void setUp() {
    String[] parts = shape.split("x");
    int batch = Integer.parseInt(parts[1]);
    int inputs = Integer.parseInt(parts[2]);
    int gates = 4 * Integer.parseInt(parts[3]);
    count = Integer.parseInt(parts[0]) / steps;
    rows = steps * batch;
    x = Matrix.of(Numbers.tensor(1, 1, count * rows, inputs));
    w = Matrix.of(Numbers.tensor(2, 1, gates, inputs)).transpose();
    a = Matrix.of(Tensor.zeros(count * rows, gates));
    RateProfiler.declare(Work.gemm(count * rows, gates, inputs));
  }

  /// All time steps.
  @Benchmark
  public void multiply() {
    for (int i = 0; i < count; i++) {
      int from = i * rows;
      Kernels.active()
          .gemm()
          .multiply(
              x.rows(from, from + rows), w, a.rows(from, from + rows), workspace, Workers.CALLER);
    }
  }
}
