package dev.unroll.kernels.vector.recurrent;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.PeepholeLstmKernel;
import dev.unroll.kernels.PeepholeLstmWeights;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.vector.gemm.PackB;
import dev.unroll.kernels.vector.gemm.ParallelPackB;

/// The LSTM layer with peepholes, which are packed one after the other, behind the panels of the weights.
public final class VectorPeepholeLstmKernel extends VectorLstmVariant
    implements PeepholeLstmKernel {
  /// The kernel.
  public VectorPeepholeLstmKernel() {
    super(true, false);
  }

  @Override
  int furtherLength(int hidden, int outputs) {
    return 3 * hidden;
  }

  @Override
  void packFurther(RecurrentWeights weights, float[] packed, int at, ParallelPackB packing) {
    packPeepholes(weights, packed, at);
  }

  private static void packPeepholes(RecurrentWeights weights, float[] packed, int at) {
    int hidden = weights.hidden();
    for (int gate = 0; gate < 3; gate++) {
      Tensor p = weights.tensor(4 + gate);
      System.arraycopy(p.data(), p.offset(), packed, at + gate * hidden, hidden);
    }
  }

  @Override
  int peepholesAt(int hidden) {
    return PackB.length(4 * hidden, hidden);
  }

  @Override
  int backwardLength(int hidden, int outputs) {
    return peepholesAt(hidden) + 3 * hidden;
  }

  @Override
  void packBackward(RecurrentWeights weights, float[] packed, ParallelPackB packing) {
    super.packBackward(weights, packed, packing);
    packPeepholes(weights, packed, peepholesAt(weights.hidden()));
  }

  @Override
  void addRecurrentGradients(GradientProducts products, RecurrentWeights dWeights) {
    super.addRecurrentGradients(products, dWeights);
    PeepholeLstmWeights own = (PeepholeLstmWeights) dWeights;
    int hidden = own.hidden();
    products.addCellProducts(0, false, own.peepholeI());
    products.addCellProducts(hidden, false, own.peepholeF());
    products.addCellProducts(3 * hidden, true, own.peepholeO());
  }
}
