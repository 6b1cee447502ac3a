package dev.unroll.kernels;

import dev.unroll.core.Tensor;

/// The parameters of the simple recurrent layer, one block; see [RnnKernel].
///
/// @param weightIh input weights `[H, C]`
/// @param weightHh recurrent weights `[H, H]`
/// @param biasIh input bias `[H]`, or null where the layer has no biases
/// @param biasHh recurrent bias `[H]`, null exactly where `biasIh` is
public record RnnWeights(Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh)
    implements RecurrentWeights {
  public RnnWeights {
    GateParameters.check(1, weightIh, weightHh, biasIh, biasHh);
  }

  @Override
  public int gates() {
    return 1;
  }
}
