package dev.unroll.autograd.op;

import dev.unroll.autograd.Variable;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentWeights;

/// The parameters of one recurrent layer as variables, in torch.nn's layout; see [RecurrentWeights].
///
/// @param weightIh input weights `[G·H, C]`
/// @param weightHh recurrent weights `[G·H, H]`
/// @param biasIh input bias `[G·H]`, or null where the layer has no biases
/// @param biasHh recurrent bias `[G·H]`, null exactly where `biasIh` is
public record RecurrentParameters(
    Variable weightIh, Variable weightHh, Variable biasIh, Variable biasHh) {

  /// The numbers, for a cell's kernel.
  public RecurrentWeights values(RecurrentKernel kernel) {
    return kernel.weights(
        weightIh.value(),
        weightHh.value(),
        biasIh == null ? null : biasIh.value(),
        biasHh == null ? null : biasHh.value());
  }
}
