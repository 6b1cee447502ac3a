package dev.unroll.kernels.vector.math;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.EmbeddingKernel;
import dev.unroll.kernels.scalar.ScalarEmbeddingKernel;
import jdk.incubator.vector.FloatVector;

/// [EmbeddingKernel] on lanes; to copy rows, the scalar kernel's `arraycopy` is the fastest already.
public final class VectorEmbeddingKernel implements EmbeddingKernel {
  /// The kernel.
  public VectorEmbeddingKernel() {}

  private static final ScalarEmbeddingKernel COPY = new ScalarEmbeddingKernel();

  @Override
  public void gather(Tensor table, int[] ids, Tensor y) {
    COPY.gather(table, ids, y);
  }

  @Override
  public void scatterAdd(Tensor dy, int[] ids, Tensor dTable) {
    int width = dTable.shape().dimension(1);
    for (int m = ids.length - 1; m >= 0; m--) {
      add(
          width,
          dy.data(),
          dy.offset() + m * width,
          dTable.data(),
          dTable.offset() + ids[m] * width);
    }
  }

  /// `y[e] += x[e]`.
  private static void add(int width, float[] x, int xOffset, float[] y, int yOffset) {
    int e = 0;
    for (; e <= width - LANES; e += LANES) {
      FloatVector.fromArray(SPECIES, y, yOffset + e)
          .add(FloatVector.fromArray(SPECIES, x, xOffset + e))
          .intoArray(y, yOffset + e);
    }
    for (; e < width; e++) {
      y[yOffset + e] += x[xOffset + e];
    }
  }
}
