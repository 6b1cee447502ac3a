package dev.unroll.bench;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.GemmKernel;
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

/// Matrix products: square ones, odd sizes, and those of a recurrent layer.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Dunroll.kernels=vector"})
public class GemmKernelBenchmark {
  @Param({"vector", "scalar"})
  String set;

  /// `MxKxN`.
  @Param({
    "256x256x256",
    "512x512x512",
    "1024x1024x1024",
    "2048x2048x2048",
    "100x100x100",
    "207x207x207",
    "300x300x300",
    "1000x1000x1000",
    "64x512x2048",
    "512x6400x2048",
    "1x512x2048"
  })
  String extents;

  /// Which operand is a transposed view.
  @Param({"none", "a", "b"})
  String transposed;

  private GemmKernel kernel;
  private Matrix a;
  private Matrix b;
  private Matrix c;
  private final Workspace workspace = new Workspace();

  /// Makes the operands and holds the result to the scalar set's bits.
  @Setup
  public void setUp() {
    String[] parts = extents.split("x");
    int m = Integer.parseInt(parts[0]);
    int k = Integer.parseInt(parts[1]);
    int n = Integer.parseInt(parts[2]);
    kernel = KernelSets.named(set).gemm();
    a = matrix(1, m, k, transposed.equals("a"));
    b = matrix(2, k, n, transposed.equals("b"));
    c = Matrix.of(Tensor.zeros(m, n));
    RateProfiler.declare(Work.gemm(m, n, k));
    check(a.rows(0, Math.min(m, 17)), b, Math.min(m, 17), n);
  }

  private static Matrix matrix(long seed, int rows, int columns, boolean transposed) {
    return transposed
        ? Matrix.of(Numbers.tensor(seed, 1, columns, rows)).transpose()
        : Matrix.of(Numbers.tensor(seed, 1, rows, columns));
  }

  private void check(Matrix left, Matrix right, int m, int n) {
    Matrix expected = Matrix.of(Tensor.zeros(m, n));
    Matrix actual = Matrix.of(Tensor.zeros(m, n));
    Kernels.scalar().gemm().multiply(left, right, expected, workspace, Workers.CALLER);
    kernel.multiply(left, right, actual, workspace, Workers.CALLER);
    Numbers.requireSameBits("c", expected.data(), actual.data());
  }

  /// C = A·B.
  @Benchmark
  public void multiply() {
    kernel.multiply(a, b, c, workspace, Workers.CALLER);
  }
}
