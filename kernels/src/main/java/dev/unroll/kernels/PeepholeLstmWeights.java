package dev.unroll.kernels;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;

/// The parameters of the LSTM with peepholes, blocks i, f, g, o; see [PeepholeLstmKernel].
///
/// @param weightIh input weights `[4H, C]`
/// @param weightHh recurrent weights `[4H, H]`
/// @param biasIh input bias `[4H]`, or null where the layer has no biases
/// @param biasHh recurrent bias `[4H]`, null exactly where `biasIh` is
/// @param peepholeI what the input gate sees of the cell state, `[H]`
/// @param peepholeF what the forget gate sees of it, `[H]`
/// @param peepholeO what the output gate sees of the new one, `[H]`
public record PeepholeLstmWeights(
    Tensor weightIh,
    Tensor weightHh,
    Tensor biasIh,
    Tensor biasHh,
    Tensor peepholeI,
    Tensor peepholeF,
    Tensor peepholeO)
    implements RecurrentWeights {
  public PeepholeLstmWeights {
    GateParameters.check(4, weightIh, weightHh, biasIh, biasHh);
    int hidden = weightHh.shape().dimension(1);
    Checks.shape("peephole_i", peepholeI, hidden);
    Checks.shape("peephole_f", peepholeF, hidden);
    Checks.shape("peephole_o", peepholeO, hidden);
  }

  @Override
  public int gates() {
    return 4;
  }

  @Override
  public int count() {
    return 7;
  }

  @Override
  public Tensor tensor(int index) {
    return switch (index) {
      case 4 -> peepholeI;
      case 5 -> peepholeF;
      case 6 -> peepholeO;
      default -> RecurrentWeights.super.tensor(index);
    };
  }

  @Override
  public String name(int index) {
    return switch (index) {
      case 4 -> "peephole_i";
      case 5 -> "peephole_f";
      case 6 -> "peephole_o";
      default -> RecurrentWeights.super.name(index);
    };
  }
}
