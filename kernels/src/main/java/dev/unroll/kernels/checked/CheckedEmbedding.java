package dev.unroll.kernels.checked;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.EmbeddingKernel;
import dev.unroll.kernels.start.Operands;
import dev.unroll.kernels.start.Start;
import dev.unroll.kernels.start.Twins;

/// A row of the table's width for each id, ids of the table, and memory apart.
final class CheckedEmbedding implements EmbeddingKernel {
  private final Start<EmbeddingKernel> gather;
  private final Start<EmbeddingKernel> scatterAdd;

  CheckedEmbedding(Twins<EmbeddingKernel> twins) {
    Tensor table = Operands.tensor(5, 67);
    Tensor rows = Operands.tensor(3, 67);
    int[] ids = {1, 4, 1};
    gather = twins.start(kernel -> kernel.gather(table, ids, rows));
    scatterAdd = twins.start(kernel -> kernel.scatterAdd(rows, ids, table));
  }

  @Override
  public void gather(Tensor table, int[] ids, Tensor y) {
    check("table", table, ids, "y", y);
    gather.kernel().gather(table, ids, y);
  }

  @Override
  public void scatterAdd(Tensor dy, int[] ids, Tensor dTable) {
    check("dTable", dTable, ids, "dy", dy);
    scatterAdd.kernel().scatterAdd(dy, ids, dTable);
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
