package dev.unroll.kernels;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;

/// The parameters of the LSTM with a projection, blocks i, f, g, o; see [ProjectedLstmKernel].
///
/// @param weightIh input weights `[4H, C]`
/// @param weightHh recurrent weights `[4H, P]`
/// @param biasIh input bias `[4H]`, or null where the layer has no biases
/// @param biasHh recurrent bias `[4H]`, null exactly where `biasIh` is
/// @param weightHr the projection `[P, H]`
public record ProjectedLstmWeights(
    Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh, Tensor weightHr)
    implements RecurrentWeights {
  public ProjectedLstmWeights {
    int hidden = GateParameters.checkOutputs(4, weightIh, weightHh);
    GateParameters.checkBiases(4 * hidden, biasIh, biasHh);
    Checks.shape("weight_hr", weightHr, weightHh.shape().dimension(1), hidden);
  }

  @Override
  public int gates() {
    return 4;
  }

  @Override
  public int count() {
    return 5;
  }

  @Override
  public Tensor tensor(int index) {
    return index == 4 ? weightHr : RecurrentWeights.super.tensor(index);
  }

  @Override
  public String name(int index) {
    return index == 4 ? "weight_hr" : RecurrentWeights.super.name(index);
  }
}
