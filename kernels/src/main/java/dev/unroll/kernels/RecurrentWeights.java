package dev.unroll.kernels;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;

/// The parameters of one recurrent layer in torch.nn's layout, or the gradients to them. `G` gate
/// blocks of `H` rows each stand below one another, in the order that the cell's kernel names.
///
/// @param weightIh input weights `[G·H, C]`
/// @param weightHh recurrent weights `[G·H, H]`
/// @param biasIh input bias `[G·H]`, or null where the layer has no biases
/// @param biasHh recurrent bias `[G·H]`, null exactly where `biasIh` is
public record RecurrentWeights(Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh) {
  public RecurrentWeights {
    int rows = weightHh.shape().dimension(0);
    Checks.shape("weight_ih", weightIh, rows, weightIh.shape().dimension(-1));
    Checks.shape("weight_hh", weightHh, rows, weightHh.shape().dimension(-1));
    if ((biasIh == null) != (biasHh == null)) {
      throw new IllegalArgumentException(
          "expected both biases or none, got only " + (biasIh == null ? "bias_hh" : "bias_ih"));
    }
    if (biasIh != null) {
      Checks.shape("bias_ih", biasIh, rows);
      Checks.shape("bias_hh", biasHh, rows);
    }
  }

  /// `C`, the input features.
  public int inputs() {
    return weightIh.shape().dimension(1);
  }

  /// `H`, the hidden units.
  public int hidden() {
    return weightHh.shape().dimension(1);
  }

  /// `G`, the gate blocks.
  public int gates() {
    return weightHh.shape().dimension(0) / hidden();
  }
}
