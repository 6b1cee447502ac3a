package dev.unroll.kernels.vector;

import dev.unroll.core.Workspace;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.Workers;

/// Matrix products as blocked by [GemmPass].
final class VectorGemmKernel implements GemmKernel {
  @Override
  public void product(
      Matrix a, Matrix b, Matrix c, boolean accumulate, Workspace workspace, Workers workers) {
    GemmPass.of(workspace)
        .left(a.data(), a.offset(), a.rowStride(), a.columnStride())
        .right(b.data(), b.offset(), b.rowStride(), b.columnStride())
        .result(c.data(), c.offset(), c.rowStride())
        .run(a.rows(), b.columns(), a.columns(), accumulate, workspace, workers, GemmPass.PARALLEL);
  }
}
