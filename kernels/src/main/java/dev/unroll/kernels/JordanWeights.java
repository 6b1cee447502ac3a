package dev.unroll.kernels;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;

/// The parameters of the Jordan network; see [JordanKernel].
///
/// @param weightIh `W [H, C]`
/// @param weightHh `R [H, P]`
/// @param biasIh `b [H]`, or null
/// @param weightHo `V [P, H]`
/// @param biasHo `d [P]`, or null
public record JordanWeights(
    Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor weightHo, Tensor biasHo)
    implements RecurrentWeights {
  public JordanWeights {
    int hidden = GateParameters.checkOutputs(1, weightIh, weightHh);
    int outputs = weightHh.shape().dimension(1);
    if (biasIh != null) {
      Checks.shape("bias_ih", biasIh, hidden);
    }
    Checks.shape("weight_ho", weightHo, outputs, hidden);
    if (biasHo != null) {
      Checks.shape("bias_ho", biasHo, outputs);
    }
  }

  /// Null: the hidden layer has one bias.
  @Override
  public Tensor biasHh() {
    return null;
  }

  @Override
  public int gates() {
    return 1;
  }

  @Override
  public int count() {
    return 6;
  }

  @Override
  public Tensor tensor(int index) {
    return switch (index) {
      case 4 -> weightHo;
      case 5 -> biasHo;
      default -> RecurrentWeights.super.tensor(index);
    };
  }

  @Override
  public String name(int index) {
    return switch (index) {
      case 4 -> "weight_ho";
      case 5 -> "bias_ho";
      default -> RecurrentWeights.super.name(index);
    };
  }
}
