package dev.unroll.kernels;

import dev.unroll.core.Tensor;

/// The parameters of the LSTM, blocks i, f, g, o; see [LstmKernel].
///
/// @param weightIh input weights `[4H, C]`
/// @param weightHh recurrent weights `[4H, H]`
/// @param biasIh input bias `[4H]`, or null where the layer has no biases
/// @param biasHh recurrent bias `[4H]`, null exactly where `biasIh` is
public record LstmWeights(Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh)
    implements RecurrentWeights {
  public LstmWeights {
    GateParameters.check(4, weightIh, weightHh, biasIh, biasHh);
  }

  @Override
  public int gates() {
    return 4;
  }
}
