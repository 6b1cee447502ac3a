package dev.unroll.kernels.scalar;

import dev.unroll.core.Workspace;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.PackedMatrix;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.shared.PackedColumns;
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

  @Override
  public PackedMatrix pack(Matrix b) {
    float[] rows = new float[b.rows() * b.columns()];
    if (b.columnStride() == 1) {
      for (int row = 0; row < b.rows(); row++) {
        int from = b.offset() + row * b.rowStride();
        System.arraycopy(b.data(), from, rows, row * b.columns(), b.columns());
      }
    } else {
      ScalarProduct.transpose(
          b.columns(), b.rows(), b.data(), b.offset(), b.columnStride(), rows, 0);
    }
    return new PackedColumns("scalar", b.rows(), b.columns(), rows);
  }

  @Override
  public void multiply(Matrix a, PackedMatrix b, Matrix c, Workspace workspace, Workers workers) {
    chains(a, ((PackedColumns) b).data(), 0, b.columns(), c, false);
  }

  @Override
  public void multiplyAdd(
      Matrix a, PackedMatrix b, Matrix c, Workspace workspace, Workers workers) {
    chains(a, ((PackedColumns) b).data(), 0, b.columns(), c, true);
  }

  /// A transposed B is copied.
  private static void product(
      Matrix a, Matrix b, Matrix c, boolean accumulate, Workspace workspace) {
    if (b.columnStride() == 1) {
      chains(a, b.data(), b.offset(), b.rowStride(), c, accumulate);
      return;
    }
    float[] rows = workspace.take(b.rows() * b.columns());
    ScalarProduct.transpose(b.columns(), b.rows(), b.data(), b.offset(), b.columnStride(), rows, 0);
    chains(a, rows, 0, b.columns(), c, accumulate);
    workspace.give(rows);
  }

  /// Every chain starts from 0, or from what C holds.
  private static void chains(
      Matrix a, float[] b, int bOffset, int bStride, Matrix c, boolean accumulate) {
    for (int row = 0; row < c.rows() && !accumulate; row++) {
      int start = c.offset() + row * c.rowStride();
      Arrays.fill(c.data(), start, start + c.columns(), 0f);
    }
    ScalarProduct.add(
        a.rows(),
        c.columns(),
        a.columns(),
        a.data(),
        a.offset(),
        a.rowStride(),
        a.columnStride(),
        b,
        bOffset,
        bStride,
        c.data(),
        c.offset(),
        c.rowStride());
  }
}
