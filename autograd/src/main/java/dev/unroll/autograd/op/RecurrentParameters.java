package dev.unroll.autograd.op;

import dev.unroll.autograd.Variable;
import dev.unroll.kernels.PackedWeights;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentWeights;

/// The parameters of one recurrent layer as variables, in torch.nn's layout; see
/// [RecurrentWeights].
///
/// @param weightIh input weights `[G·H, C]`
/// @param weightHh recurrent weights `[G·H, H]`
/// @param biasIh input bias `[G·H]`, or null where the layer has no biases
/// @param biasHh recurrent bias `[G·H]`, null exactly where `biasIh` is
/// @param packed what the cell's kernel made of the same numbers ([RecurrentKernel#pack]), for who
///     keeps it while they do not change, as a decoder does that calls the layer step by step; null
///     to have each call lay them out itself
public record RecurrentParameters(
    Variable weightIh, Variable weightHh, Variable biasIh, Variable biasHh, PackedWeights packed) {

  /// Parameters that are not packed yet.
  public RecurrentParameters(
      Variable weightIh, Variable weightHh, Variable biasIh, Variable biasHh) {
    this(weightIh, weightHh, biasIh, biasHh, null);
  }

  /// The numbers, for a cell's kernel.
  public RecurrentWeights values(RecurrentKernel kernel) {
    return kernel.weights(
        weightIh.value(),
        weightHh.value(),
        biasIh == null ? null : biasIh.value(),
        biasHh == null ? null : biasHh.value());
  }
}
