package dev.unroll.bench.ablation;

import dev.unroll.bench.Numbers;
import dev.unroll.bench.RateProfiler;
import dev.unroll.bench.Work;
import dev.unroll.bench.machine.Peak;
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

/// Which tile? A recurrent step's product `[48,K]·[K,N]` by tiles of many shapes, `B` packed in the
/// tile's panels, the rows of `A` a stride apart or interleaved. The tiles are generated, compiled in
/// memory and look as one writes them by hand.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Dunroll.kernels=vector"})
public class TileShapeBenchmark {
  /// Rows of `A`: divisible by all tile heights.
  private static final int M = 48;

  @Param({
    "4x2",
    "4x3",
    "4x4",
    "4x6",
    "6x2",
    "6x3",
    "6x4",
    "8x2",
    "8x3",
    "12x1",
    "12x2",
    "16x1",
    "8x2-packed",
    "6x4-packed",
    "12x2-packed",
    "6x2-fenced",
    "8x2-fenced",
    "12x2-fenced"
  })
  String tile;

  /// `KxN`.
  @Param({"512x2304", "256x960"})
  String extents;

  /// What is added to a row's length for the distance between rows, in floats.
  @Param({"16"})
  int padding;

  private TileShape shape;
  private Tile code;
  private int k;
  private int n;
  private int stride;
  private int panel;
  private float[] a;
  private float[] b;
  private float[] c;

  /// Generates the tile, makes the operands, and checks a result against a plain loop.
  @Setup
  public void setUp() {
    shape = TileShape.parse(tile);
    code = TileCompiler.compile(shape);
    k = Integer.parseInt(extents.split("x")[0]);
    panel = shape.vectors() * Peak.vectorBits() / 32;
    n = Integer.parseInt(extents.split("x")[1]) / panel * panel;
    stride = k + padding;
    a = Numbers.uniform(1, M * stride, 1);
    b = Numbers.uniform(2, k * n, 1);
    c = new float[M * n];
    multiply();
    for (int column : new int[] {0, panel - 1, n - 1}) {
      float expected = 0;
      for (int i = 0; i < k; i++) {
        int row = M - 1;
        float x =
            shape.packedRows()
                ? a[row / shape.rows() * shape.rows() * k + i * shape.rows() + row % shape.rows()]
                : a[row * stride + i];
        expected = Math.fma(x, b[(column / panel * k + i) * panel + column % panel], expected);
      }
      Numbers.requireSameBits("c", new float[] {expected}, new float[] {c[(M - 1) * n + column]});
    }
    RateProfiler.declare(Work.gemm(M, n, k));
  }

  /// C += A·B, panel by panel.
  @Benchmark
  public void multiply() {
    for (int column = 0; column < n; column += panel) {
      for (int row = 0; row < M; row += shape.rows()) {
        int rowAt = shape.packedRows() ? row * k : row * stride;
        code.run(k, a, rowAt, stride, b, column * k, c, row * n + column, n);
      }
    }
  }
}
