package dev.unroll.kernels.checked;

import dev.unroll.core.Workspace;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.Workers;

/// Extents that fit together, and a result that shares no memory with an operand or itself.
record CheckedGemm(GemmKernel kernel) implements GemmKernel {
  @Override
  public void multiply(Matrix a, Matrix b, Matrix c, Workspace workspace, Workers workers) {
    check(a, b, c, workspace, workers);
    kernel.multiply(a, b, c, workspace, workers);
  }

  @Override
  public void multiplyAdd(Matrix a, Matrix b, Matrix c, Workspace workspace, Workers workers) {
    check(a, b, c, workspace, workers);
    kernel.multiplyAdd(a, b, c, workspace, workers);
  }

  private static void check(Matrix a, Matrix b, Matrix c, Workspace workspace, Workers workers) {
    Ranges.present("A", a);
    Ranges.present("B", b);
    Ranges.present("C", c);
    Ranges.present("workspace", workspace);
    Ranges.present("workers", workers);
    if (a.columns() != b.rows() || c.rows() != a.rows() || c.columns() != b.columns()) {
      throw new IllegalArgumentException(
          "expected [M,K]·[K,N] = [M,N], got [%d,%d]·[%d,%d] = [%d,%d]"
              .formatted(a.rows(), a.columns(), b.rows(), b.columns(), c.rows(), c.columns()));
    }
    if (c.columnStride() != 1 && c.columns() > 1) {
      throw new IllegalArgumentException("expected a row-major result, got a transposed view");
    }
    if (c.rows() > 1 && c.columns() > Math.abs((long) c.rowStride())) {
      throw new IllegalArgumentException(
          "C: expected rows that do not overlap, got rows of %d that are %d apart"
              .formatted(c.columns(), c.rowStride()));
    }
    distinct("A", a, c);
    distinct("B", b, c);
  }

  private static void distinct(String name, Matrix operand, Matrix c) {
    if (c.overlaps(operand)) {
      throw new IllegalArgumentException(name + " and C must not share memory, but they overlap");
    }
  }
}
