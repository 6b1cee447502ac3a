package dev.unroll.kernels.vector.recurrent;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.ProjectedLstmKernel;
import dev.unroll.kernels.ProjectedLstmWeights;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.vector.gemm.PackB;
import dev.unroll.kernels.vector.gemm.ParallelPackB;

/// The LSTM layer with a projection. Rows of gradients are da, then dh for the projection.
public final class VectorProjectedLstmKernel extends VectorLstmVariant
    implements ProjectedLstmKernel {
  /// The kernel.
  public VectorProjectedLstmKernel() {
    super(false, true);
  }

  @Override
  int stepWidth(int hidden) {
    return 5 * hidden;
  }

  @Override
  int gradientWidth(int hidden, int outputs) {
    return 4 * hidden + outputs;
  }

  @Override
  int furtherLength(int hidden, int outputs) {
    return OutputLayer.length(hidden, outputs);
  }

  private static Tensor projection(RecurrentWeights weights) {
    return ((ProjectedLstmWeights) weights).weightHr();
  }

  @Override
  void packFurther(RecurrentWeights weights, float[] packed, int at, ParallelPackB packing) {
    OutputLayer.pack(projection(weights), null, packed, at, packing);
  }

  /// Panels of R, then of W_r.
  @Override
  int backwardLength(int hidden, int outputs) {
    return PackB.length(4 * hidden, outputs) + PackB.length(outputs, hidden);
  }

  @Override
  void packBackward(RecurrentWeights weights, float[] packed, ParallelPackB packing) {
    super.packBackward(weights, packed, packing);
    int at = PackB.length(4 * weights.hidden(), weights.outputs());
    packPlain(projection(weights), 0, weights.outputs(), packed, at, packing);
  }

  @Override
  void setProducts(BackwardPass pass) {
    super.setProducts(pass);
    pass.setOutputLayer(1, PackB.length(4 * pass.hidden, pass.outputs));
  }

  @Override
  void addRecurrentGradients(GradientProducts products, RecurrentWeights dWeights) {
    super.addRecurrentGradients(products, dWeights);
    int hidden = dWeights.hidden();
    Tensor projection = projection(dWeights);
    products.addSavedWeights(4 * hidden, 4 * hidden, projection, 0, dWeights.outputs());
  }
}
