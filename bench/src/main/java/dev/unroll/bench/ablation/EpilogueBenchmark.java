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

/// Where to apply the non-linearity? `tanh(A·B)` by tiles of 8 × 2 vectors: in the tile's registers
/// before they are stored; on the tile just after it was stored, while it is in L1; or on whole rows when the
/// product is done.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Dunroll.kernels=vector"})
public class EpilogueBenchmark {
  private static final int ROWS = 8;

  /// `MxKxN`.
  @Param({"32x256x1024", "64x512x2048", "64x1024x4096", "128x32x128"})
  String extents;

  @Param({"register", "tile", "row"})
  String epilogue;

  private Tile tile;
  private int m;
  private int k;
  private int n;
  private int panel;
  private float[] a;
  private float[] b;
  private float[] c;

  /// Makes the operands and checks that the three give the same bits.
  @Setup
  public void setUp() {
    String[] parts = extents.split("x");
    m = Integer.parseInt(parts[0]);
    k = Integer.parseInt(parts[1]);
    n = Integer.parseInt(parts[2]);
    panel = 2 * Peak.vectorBits() / 32;
    a = Numbers.uniform(1, m * k, 1);
    b = Numbers.uniform(2, k * n, 0.1f);
    c = new float[m * n];
    TileShape shape = new TileShape(ROWS, 2, false, false);
    tile = TileCompiler.compile(shape, true);
    String wanted = epilogue;
    epilogue = "register";
    run();
    float[] expected = c.clone();
    epilogue = wanted;
    tile = TileCompiler.compile(shape, wanted.equals("register"));
    run();
    Numbers.requireSameBits("c", expected, c);
    RateProfiler.declare(Work.gemm(m, n, k));
  }

  /// The product with its epilogue.
  @Benchmark
  public void run() {
    java.util.Arrays.fill(c, 0f);
    boolean tiles = epilogue.equals("tile");
    for (int column = 0; column < n; column += panel) {
      for (int row = 0; row < m; row += ROWS) {
        int at = row * n + column;
        tile.run(k, a, row * k, k, b, column * k, c, at, n);
        if (tiles) {
          for (int r = 0; r < ROWS; r++) {
            RationalTanh.apply(panel, c, at + r * n);
          }
        }
      }
    }
    if (epilogue.equals("row")) {
      for (int row = 0; row < m; row++) {
        RationalTanh.apply(n, c, row * n);
      }
    }
  }
}
