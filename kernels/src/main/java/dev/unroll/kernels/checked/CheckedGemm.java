package dev.unroll.kernels.checked;

import dev.unroll.core.Checks;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.PackedMatrix;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.shared.PackedColumns;
import dev.unroll.kernels.start.GemmStart;
import dev.unroll.kernels.start.Twins;

/// Extents that fit together, and a result that shares no memory with an operand or itself.
final class CheckedGemm implements GemmKernel {
  private final Twins<GemmKernel> twins;
  private final String set;
  private final GemmStart start;

  CheckedGemm(Twins<GemmKernel> twins, String set) {
    this.twins = twins;
    this.set = set;
    start = new GemmStart(twins);
  }

  @Override
  public void multiply(Matrix a, Matrix b, Matrix c, Workspace workspace, Workers workers) {
    check(a, b, c, workspace, workers);
    start.kernel(a, b, false, workers).multiply(a, b, c, workspace, workers);
  }

  @Override
  public void multiplyAdd(Matrix a, Matrix b, Matrix c, Workspace workspace, Workers workers) {
    check(a, b, c, workspace, workers);
    start.kernel(a, b, true, workers).multiplyAdd(a, b, c, workspace, workers);
  }

  @Override
  public PackedMatrix pack(Matrix b) {
    Checks.present("B", b);
    PackedMatrix packed = twins.lasting().pack(b);
    return start.isPackedOver() ? packed : PackedColumns.both(packed, twins.first().pack(b));
  }

  @Override
  public void multiply(Matrix a, PackedMatrix b, Matrix c, Workspace workspace, Workers workers) {
    check(a, b, c, workspace, workers);
    PackedMatrix now = packedNow(a, b, false);
    kernel(now).multiply(a, now, c, workspace, workers);
  }

  @Override
  public void multiplyAdd(
      Matrix a, PackedMatrix b, Matrix c, Workspace workspace, Workers workers) {
    check(a, b, c, workspace, workers);
    PackedMatrix now = packedNow(a, b, true);
    kernel(now).multiplyAdd(a, now, c, workspace, workers);
  }

  /// B as packed for the kernel that is to do the product now.
  private PackedMatrix packedNow(Matrix a, PackedMatrix b, boolean add) {
    PackedMatrix first = PackedColumns.first(b);
    if (first == null) {
      return b;
    }
    if (start.kernel(a, b, add) != twins.lasting()) {
      return first;
    }
    PackedColumns.forgetFirst(b);
    return b;
  }

  private GemmKernel kernel(PackedMatrix b) {
    return b.set().equals(set) ? twins.lasting() : twins.first();
  }

  private static void check(Matrix a, Matrix b, Matrix c, Workspace workspace, Workers workers) {
    Checks.present("B", b);
    check(a, b.rows(), b.columns(), c, workspace, workers);
    distinct("B", b, c);
  }

  private void check(Matrix a, PackedMatrix b, Matrix c, Workspace workspace, Workers workers) {
    Checks.present("B", b);
    if (!b.set().equals(set)) {
      throw new IllegalArgumentException(
          "B: expected a matrix packed for the %s kernels, got one for the %s ones"
              .formatted(set, b.set()));
    }
    check(a, b.rows(), b.columns(), c, workspace, workers);
  }

  private static void check(
      Matrix a, int bRows, int bColumns, Matrix c, Workspace workspace, Workers workers) {
    Checks.present("A", a);
    Checks.present("C", c);
    Checks.present("workspace", workspace);
    Checks.present("workers", workers);
    if (a.columns() != bRows || c.rows() != a.rows() || c.columns() != bColumns) {
      throw new IllegalArgumentException(
          "expected [M,K]·[K,N] = [M,N], got [%d,%d]·[%d,%d] = [%d,%d]"
              .formatted(a.rows(), a.columns(), bRows, bColumns, c.rows(), c.columns()));
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
  }

  private static void distinct(String name, Matrix operand, Matrix c) {
    if (c.overlaps(operand)) {
      throw new IllegalArgumentException(name + " and C must not share memory, but they overlap");
    }
  }
}
