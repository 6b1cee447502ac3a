package dev.unroll.kernels;

import dev.unroll.core.Tensor;

/// The parameters of the GRU without a reset gate, blocks u, n; see [SimplifiedGruKernel].
///
/// @param weightIh input weights `[2H, C]`
/// @param weightHh recurrent weights `[2H, H]`
/// @param biasIh input bias `[2H]`, or null where the layer has no biases
/// @param biasHh recurrent bias `[2H]`, null exactly where `biasIh` is
public record SimplifiedGruWeights(Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh)
    implements RecurrentWeights {
  public SimplifiedGruWeights {
    GateParameters.check(2, weightIh, weightHh, biasIh, biasHh);
  }

  @Override
  public int gates() {
    return 2;
  }
}
