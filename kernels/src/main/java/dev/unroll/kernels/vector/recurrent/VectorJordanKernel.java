package dev.unroll.kernels.vector.recurrent;

import dev.unroll.kernels.JordanKernel;
import dev.unroll.kernels.JordanWeights;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.vector.gemm.PackB;
import dev.unroll.kernels.vector.gemm.ParallelPackB;
import dev.unroll.kernels.vector.math.Activations;

/// The Jordan network in vectors. Equations in [JordanKernel]. Rows of gradients are da, then dh for the output layer.
public final class VectorJordanKernel extends VectorRecurrentKernel implements JordanKernel {
  /// The kernel.
  public VectorJordanKernel() {}

  @Override
  int gates() {
    return 1;
  }

  @Override
  int gradientWidth(int hidden, int outputs) {
    return hidden + outputs;
  }

  @Override
  int furtherLength(int hidden, int outputs) {
    return OutputLayer.length(hidden, outputs);
  }

  @Override
  void packFurther(RecurrentWeights weights, float[] packed, int at, ParallelPackB packing) {
    JordanWeights own = (JordanWeights) weights;
    OutputLayer.pack(own.weightHo(), own.biasHo(), packed, at, packing);
  }

  @Override
  void setProducts(ForwardPass pass) {
    pass.setProduct(0, 0, true, pass.h, pass.hStride);
    pass.setOutputLayer(1);
  }

  @Override
  void forwardStep(
      ForwardPass pass,
      int first,
      int rows,
      int at,
      int hFrom,
      int hTo,
      int cFrom,
      int cTo,
      int scratchAt) {
    // 1. a = b + W x[t-1] + R h[t-1]
    pass.multiply(0, first, rows, 0, hFrom, at, scratchAt);
    // 2. m = tanh(a)
    for (int row = 0; row < rows; row++) {
      int m = at + row * pass.aStride;
      Activations.tanh(pass.hidden, pass.a, m, pass.a, m);
    }
    // 3. h[t] = V m + d
    pass.multiplyOutputs(1, rows, at, hTo, scratchAt);
  }

  /// Panels of R, then of V.
  @Override
  int backwardLength(int hidden, int outputs) {
    return PackB.length(hidden, outputs) + PackB.length(outputs, hidden);
  }

  @Override
  void packBackward(RecurrentWeights weights, float[] packed, ParallelPackB packing) {
    int outputs = weights.outputs();
    super.packBackward(weights, packed, packing);
    int at = PackB.length(weights.hidden(), outputs);
    packPlain(((JordanWeights) weights).weightHo(), 0, outputs, packed, at, packing);
  }

  @Override
  void setProducts(BackwardPass pass) {
    super.setProducts(pass);
    pass.setOutputLayer(1, PackB.length(pass.hidden, pass.outputs));
  }

  @Override
  void backwardStep(BackwardPass pass, int t, int row, int rows, int scratchAt) {
    int hidden = pass.hidden;
    int daAt = pass.daAt(t, row);
    // 1. dm = Vᵀ dh
    OutputLayer.backward(pass, 1, row, rows, daAt, hidden, scratchAt);
    // 2. da = dm ⊙ (1 − m²)
    for (int m = 0; m < rows; m++) {
      int saved = pass.savedAt(t, row + m, hidden);
      int to = daAt + m * pass.width;
      int dm = pass.rowScratch + (row + m) * hidden;
      RowOperations.tanhSlope(hidden, pass.saved, saved, pass.da, to);
      RowOperations.multiply(hidden, pass.scratch, dm, pass.da, to, pass.da, to);
    }
    // 3. dh[t-1] = Rᵀ da
    pass.multiply(0, rows, daAt, row * pass.outputs, scratchAt);
  }

  @Override
  void addRecurrentGradients(GradientProducts products, RecurrentWeights dWeights) {
    super.addRecurrentGradients(products, dWeights);
    JordanWeights own = (JordanWeights) dWeights;
    int hidden = own.hidden();
    products.addSavedWeights(hidden, 0, own.weightHo(), 0, own.outputs());
    products.addColumnSums(hidden, own.biasHo(), null, 0, own.outputs());
  }
}
