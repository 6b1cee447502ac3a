package dev.unroll.kernels;

import dev.unroll.core.Tensor;

/// The parameters of one recurrent layer in torch.nn's layout, or the gradients to them: a type for each
/// cell. `G` gate blocks of `H` rows each stand below one another, in the order that the cell's kernel
/// names; `P` is the width of the hidden state, `H` but for cells that say otherwise.
public sealed interface RecurrentWeights
    permits RnnWeights,
        LstmWeights,
        PeepholeLstmWeights,
        ProjectedLstmWeights,
        GruWeights,
        ResetAfterGruWeights,
        SimplifiedGruWeights,
        JordanWeights {
  /// Input weights `[G·H, C]`.
  Tensor weightIh();

  /// Recurrent weights `[G·H, P]`.
  Tensor weightHh();

  /// Input bias `[G·H]`, or null where the layer has no biases.
  Tensor biasIh();

  /// Recurrent bias `[G·H]`, or null.
  Tensor biasHh();

  /// `G`, the gate blocks.
  int gates();

  /// `C`, the input features.
  default int inputs() {
    return weightIh().shape().dimension(1);
  }

  /// `H`, the units of a gate.
  default int hidden() {
    return weightIh().shape().dimension(0) / gates();
  }

  /// `P`, the width of the hidden state.
  default int outputs() {
    return weightHh().shape().dimension(1);
  }

  /// How many tensors a layer of this cell has, for code that goes through all of them.
  default int count() {
    return 4;
  }

  /// The tensor of a number from 0 to [#count] − 1; null for a bias that is not there.
  default Tensor tensor(int index) {
    return switch (index) {
      case 0 -> weightIh();
      case 1 -> weightHh();
      case 2 -> biasIh();
      case 3 -> biasHh();
      default -> throw new IndexOutOfBoundsException(index);
    };
  }

  /// The name of the tensor of a number.
  default String name(int index) {
    return switch (index) {
      case 0 -> "weight_ih";
      case 1 -> "weight_hh";
      case 2 -> "bias_ih";
      case 3 -> "bias_hh";
      default -> throw new IndexOutOfBoundsException(index);
    };
  }
}
