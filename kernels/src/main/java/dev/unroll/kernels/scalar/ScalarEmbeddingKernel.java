package dev.unroll.kernels.scalar;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.EmbeddingKernel;

/// [EmbeddingKernel] in plain loops.
public final class ScalarEmbeddingKernel implements EmbeddingKernel {
  /// The kernel; it has no state.
  public ScalarEmbeddingKernel() {}

  @Override
  public void gather(Tensor table, int[] ids, Tensor y) {
    int width = check(table, ids, y);
    for (int m = 0; m < ids.length; m++) {
      System.arraycopy(
          table.data(), table.offset() + ids[m] * width, y.data(), y.offset() + m * width, width);
    }
  }

  @Override
  public void scatterAdd(Tensor dy, int[] ids, Tensor dTable) {
    int width = check(dTable, ids, dy);
    for (int m = ids.length - 1; m >= 0; m--) {
      int from = dy.offset() + m * width;
      int to = dTable.offset() + ids[m] * width;
      for (int e = 0; e < width; e++) {
        dTable.data()[to + e] += dy.data()[from + e];
      }
    }
  }

  /// Requires rows of a table for the ids; returns `E`, the width of a row.
  public static int check(Tensor table, int[] ids, Tensor rows) {
    int width = table.shape().dimension(-1);
    if (table.shape().rank() != 2
        || rows.shape().rank() < 1
        || rows.shape().dimension(-1) != width
        || rows.elements() != (long) ids.length * width) {
      throw new IllegalArgumentException(
          "expected a table [V,E] and a row of E for each of %d ids, got %s and %s"
              .formatted(ids.length, table.shape(), rows.shape()));
    }
    Checks.ids("ids", ids, table.shape().dimension(0));
    Checks.distinct("the table", table, "the rows", rows);
    return width;
  }
}
