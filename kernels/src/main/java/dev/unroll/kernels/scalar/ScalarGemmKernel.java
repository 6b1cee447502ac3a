package dev.unroll.kernels.scalar;

import dev.unroll.core.Workspace;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.Workers;
import java.util.Arrays;

/// Matrix products in plain loops, on the calling thread.
final class ScalarGemmKernel implements GemmKernel {
  @Override
  public void multiply(Matrix a, Matrix b, Matrix c, Workspace workspace, Workers workers) {
    product(a, b, c, false, workspace);
  }

  @Override
  public void multiplyAdd(Matrix a, Matrix b, Matrix c, Workspace workspace, Workers workers) {
    product(a, b, c, true, workspace);
  }

  private static void product(
      Matrix a, Matrix b, Matrix c, boolean accumulate, Workspace workspace) {
    int m = a.rows();
    int n = b.columns();
    int k = a.columns();

    // 1. every chain starts from 0, or from what C holds
    for (int row = 0; row < m && !accumulate; row++) {
      int start = c.offset() + row * c.rowStride();
      Arrays.fill(c.data(), start, start + n, 0f);
    }

    // 2. B row-major: a transposed one is copied
    float[] rows = b.data();
    int rowsOffset = b.offset();
    int rowStride = b.rowStride();
    boolean transposed = b.columnStride() != 1;
    if (transposed) {
      rows = workspace.take(k * n);
      rowsOffset = 0;
      rowStride = n;
      ScalarProduct.transpose(n, k, b.data(), b.offset(), b.columnStride(), rows, 0);
    }

    // 3. the chains
    ScalarProduct.add(
        m,
        n,
        k,
        a.data(),
        a.offset(),
        a.rowStride(),
        a.columnStride(),
        rows,
        rowsOffset,
        rowStride,
        c.data(),
        c.offset(),
        c.rowStride());
    if (transposed) {
      workspace.give(rows);
    }
  }
}
