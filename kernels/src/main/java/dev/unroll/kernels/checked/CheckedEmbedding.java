package dev.unroll.kernels.checked;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.EmbeddingKernel;

/// A row of the table's width for each id, ids of the table, and memory apart.
record CheckedEmbedding(EmbeddingKernel kernel) implements EmbeddingKernel {
  @Override
  public void gather(Tensor table, int[] ids, Tensor y) {
    check("table", table, ids, "y", y);
    kernel.gather(table, ids, y);
  }

  @Override
  public void scatterAdd(Tensor dy, int[] ids, Tensor dTable) {
    check("dTable", dTable, ids, "dy", dy);
    kernel.scatterAdd(dy, ids, dTable);
  }

  private static void check(
      String tableName, Tensor table, int[] ids, String rowsName, Tensor rows) {
    Checks.present(tableName, table);
    Checks.present("ids", ids);
    Checks.present(rowsName, rows);
    if (table.shape().rank() != 2
        || rows.shape().rank() < 1
        || rows.shape().dimension(-1) != table.shape().dimension(1)
        || rows.elements() != (long) ids.length * table.shape().dimension(1)) {
      throw new IllegalArgumentException(
          "expected %s [V,E] and in %s a row of E for each of %d ids, got %s and %s"
              .formatted(tableName, rowsName, ids.length, table.shape(), rows.shape()));
    }
    Checks.ids("ids", ids, table.shape().dimension(0));
    Checks.distinct(tableName, table, rowsName, rows);
  }
}
