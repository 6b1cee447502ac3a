package dev.unroll.bench;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.EmbeddingKernel;
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

/// Rows of a table by id, and their gradients back into it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Dunroll.kernels=vector"})
public class EmbeddingKernelBenchmark {
  @Param({"vector", "scalar"})
  String set;

  /// `VxExM`: table rows, their width, ids.
  @Param({"65x256x2048", "10000x128x2048", "1009x33x500"})
  String extents;

  private EmbeddingKernel kernel;
  private Tensor table;
  private Tensor dTable;
  private Tensor y;
  private int[] ids;

  /// Makes the operands and holds the results to the scalar set's bits.
  @Setup
  public void setUp() {
    String[] parts = extents.split("x");
    int vocabulary = Integer.parseInt(parts[0]);
    int width = Integer.parseInt(parts[1]);
    int rows = Integer.parseInt(parts[2]);
    kernel = KernelSets.named(set).embedding();
    table = Numbers.tensor(1, 1, vocabulary, width);
    ids = Numbers.ids(2, rows, vocabulary);
    y = Tensor.zeros(rows, width);
    dTable = Tensor.zeros(vocabulary, width);
    Tensor expected = Tensor.zeros(vocabulary, width);
    EmbeddingKernel scalar = Kernels.scalar().embedding();
    scalar.gather(table, ids, y);
    scalar.scatterAdd(y, ids, expected);
    y.fill(0);
    kernel.gather(table, ids, y);
    kernel.scatterAdd(y, ids, dTable);
    Numbers.requireSameBits("dTable", expected.data(), dTable.data());
    double bytes = 4.0 * rows * width;
    RateProfiler.declare(Work.updating(0, 2 * bytes, 2 * bytes));
  }

  /// The rows of the ids.
  @Benchmark
  public void gather() {
    kernel.gather(table, ids, y);
  }

  /// Their gradients.
  @Benchmark
  public void scatterAdd() {
    kernel.scatterAdd(y, ids, dTable);
  }
}
