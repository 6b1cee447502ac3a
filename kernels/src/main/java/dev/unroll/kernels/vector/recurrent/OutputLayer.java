package dev.unroll.kernels.vector.recurrent;

import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.vector.gemm.PackB;
import dev.unroll.kernels.vector.gemm.ParallelPackB;
import java.util.Arrays;

/// The layer that makes a cell's hidden state `h = d + W m` of width P from H units m. Packed:
///
///     d              in whole panels
///     panels         of [H] rows, those of Wᵀ
final class OutputLayer {
  private OutputLayer() {}

  static int length(int hidden, int outputs) {
    return PackB.count(outputs) * NR + PackB.length(hidden, outputs);
  }

  /// Where the panels begin.
  static int panelsAt(int at, int outputs) {
    return at + PackB.count(outputs) * NR;
  }

  /// @param bias `d`, or null for zeros
  static void pack(Tensor weight, Tensor bias, float[] packed, int at, ParallelPackB packing) {
    int outputs = weight.shape().dimension(0);
    int hidden = weight.shape().dimension(1);
    int panels = panelsAt(at, outputs);
    Arrays.fill(packed, at, panels, 0f);
    if (bias != null) {
      System.arraycopy(bias.data(), bias.offset(), packed, at, outputs);
    }
    VectorRecurrentKernel.packTransposed(weight, 0, outputs, packed, panels, hidden, 0, packing);
  }

  /// Keeps `dh` of some rows in their rows of `da`, from column `from` on, for [GradientProducts], and overwrites their
  /// rows of scratch with `dm = Wᵀ dh` by product `index`.
  static void backward(
      BackwardPass pass, int index, int row, int rows, int daAt, int from, int scratchAt) {
    int outputs = pass.outputs;
    for (int m = 0; m < rows; m++) {
      int to = daAt + m * pass.width + from;
      System.arraycopy(pass.dh, (row + m) * outputs, pass.da, to, outputs);
    }
    pass.multiply(index, rows, daAt + from, pass.rowScratch + row * pass.hidden, scratchAt);
  }
}
