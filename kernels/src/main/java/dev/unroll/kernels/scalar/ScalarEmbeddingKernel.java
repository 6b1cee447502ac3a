package dev.unroll.kernels.scalar;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.EmbeddingKernel;

/// [EmbeddingKernel] in plain loops.
public final class ScalarEmbeddingKernel implements EmbeddingKernel {
  /// The kernel; it has no state.
  public ScalarEmbeddingKernel() {}

  @Override
  public void gather(Tensor table, int[] ids, Tensor y) {
    int width = table.shape().dimension(1);
    for (int m = 0; m < ids.length; m++) {
      System.arraycopy(
          table.data(), table.offset() + ids[m] * width, y.data(), y.offset() + m * width, width);
    }
  }

  @Override
  public void scatterAdd(Tensor dy, int[] ids, Tensor dTable) {
    int width = dTable.shape().dimension(1);
    for (int m = ids.length - 1; m >= 0; m--) {
      int from = dy.offset() + m * width;
      int to = dTable.offset() + ids[m] * width;
      for (int e = 0; e < width; e++) {
        dTable.data()[to + e] += dy.data()[from + e];
      }
    }
  }
}
