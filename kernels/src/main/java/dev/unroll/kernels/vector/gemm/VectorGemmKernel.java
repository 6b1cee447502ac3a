package dev.unroll.kernels.vector.gemm;

import dev.unroll.core.Workspace;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.PackedMatrix;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.shared.GemmWays;
import dev.unroll.kernels.shared.PackedColumns;

/// Matrix products: small ones in place ([SmallGemm]), those of few rows row by row of `B` ([FewRowsGemm]), others as blocked by
/// [BlockedGemm].
public final class VectorGemmKernel implements GemmKernel, GemmWays {
  /// The kernel.
  public VectorGemmKernel() {}

  @Override
  public void multiply(Matrix a, Matrix b, Matrix c, Workspace workspace, Workers workers) {
    product(a, b, c, false, workspace, workers);
  }

  @Override
  public void multiplyAdd(Matrix a, Matrix b, Matrix c, Workspace workspace, Workers workers) {
    product(a, b, c, true, workspace, workers);
  }

  @Override
  public PackedMatrix pack(Matrix b) {
    return BlockedGemm.pack(b);
  }

  @Override
  public void multiply(Matrix a, PackedMatrix b, Matrix c, Workspace workspace, Workers workers) {
    product(a, b, c, false, workspace, workers);
  }

  @Override
  public void multiplyAdd(
      Matrix a, PackedMatrix b, Matrix c, Workspace workspace, Workers workers) {
    product(a, b, c, true, workspace, workers);
  }

  private static void product(
      Matrix a,
      PackedMatrix b,
      Matrix c,
      boolean accumulate,
      Workspace workspace,
      Workers workers) {
    BlockedGemm.of(workspace)
        .left(a.data(), a.offset(), a.rowStride(), a.columnStride())
        .result(c.data(), c.offset(), c.rowStride())
        .run(a.rows(), accumulate, (PackedColumns) b, workspace, workers);
  }

  @Override
  public Way way(Matrix a, Matrix b, boolean add, Workers workers) {
    int m = a.rows();
    int n = b.columns();
    int k = a.columns();
    boolean shared = workers.count() > 1 && (long) m * n * k >= BlockedGemm.PARALLEL;
    boolean inPlace = !add && !shared && a.columnStride() == 1 && b.columnStride() == 1;
    if (inPlace && SmallGemm.suits(m, n, k, b.rowStride())) {
      return Way.IN_PLACE;
    }
    return FewRowsGemm.suits(a, b) ? Way.FEW_ROWS : m == 1 ? Way.ONE_ROW : Way.BLOCKED;
  }

  private void product(
      Matrix a, Matrix b, Matrix c, boolean accumulate, Workspace workspace, Workers workers) {
    int m = a.rows();
    int n = b.columns();
    int k = a.columns();
    switch (way(a, b, accumulate, workers)) {
      case IN_PLACE ->
          SmallGemm.multiply(
              m,
              n,
              k,
              a.data(),
              a.offset(),
              a.rowStride(),
              b.data(),
              b.offset(),
              b.rowStride(),
              c.data(),
              c.offset(),
              c.rowStride(),
              workspace);
      case FEW_ROWS -> FewRowsGemm.of(workspace).run(a, b, c, accumulate, workspace, workers);
      case BLOCKED, ONE_ROW ->
          BlockedGemm.of(workspace)
              .left(a.data(), a.offset(), a.rowStride(), a.columnStride())
              .right(b.data(), b.offset(), b.rowStride(), b.columnStride())
              .result(c.data(), c.offset(), c.rowStride())
              .run(m, n, k, accumulate, workspace, workers, BlockedGemm.PARALLEL);
    }
  }
}
