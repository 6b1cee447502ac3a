package dev.unroll.kernels;

import dev.unroll.core.Tensor;

/// The parameters of the lectures' GRU, blocks r, u, n; see [GruKernel].
///
/// @param weightIh input weights `[3H, C]`
/// @param weightHh recurrent weights `[3H, H]`
/// @param biasIh input bias `[3H]`, or null where the layer has no biases
/// @param biasHh recurrent bias `[3H]`, null exactly where `biasIh` is
public record GruWeights(Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh)
    implements RecurrentWeights {
  public GruWeights {
    GateParameters.check(3, weightIh, weightHh, biasIh, biasHh);
  }

  @Override
  public int gates() {
    return 3;
  }
}
