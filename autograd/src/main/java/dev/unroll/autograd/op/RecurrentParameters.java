package dev.unroll.autograd.op;

import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.PackedWeights;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentWeights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// The parameters of one recurrent layer as variables, in torch.nn's layout; see
/// [RecurrentWeights].
///
/// @param weightIh input weights `[G·H, C]`
/// @param weightHh recurrent weights `[G·H, H]`
/// @param biasIh input bias `[G·H]`, or null where the layer has no biases
/// @param biasHh recurrent bias `[G·H]`, null exactly where `biasIh` is
/// @param further what the cell has besides, in the order of its kernel: three peepholes `[H]`, a projection `[P, H]`, an
///     output layer's weight `[P, H]` and bias `[P]` or null; empty for most cells
/// @param packed what the cell's kernel made of the same numbers ([RecurrentKernel#pack]), for who
///     keeps it while they do not change, as a decoder does that calls the layer step by step; null
///     to have each call lay them out itself
public record RecurrentParameters(
    Variable weightIh,
    Variable weightHh,
    Variable biasIh,
    Variable biasHh,
    List<Variable> further,
    PackedWeights packed) {

  public RecurrentParameters {
    further = Collections.unmodifiableList(new ArrayList<>(further)); // a bias may be null
  }

  /// Parameters that are not packed yet, of a cell without further ones.
  public RecurrentParameters(
      Variable weightIh, Variable weightHh, Variable biasIh, Variable biasHh) {
    this(weightIh, weightHh, biasIh, biasHh, List.of(), null);
  }

  /// The same with further parameters.
  public RecurrentParameters and(Variable... further) {
    return new RecurrentParameters(
        weightIh, weightHh, biasIh, biasHh, Arrays.asList(further), packed);
  }

  /// The numbers, for a cell's kernel.
  public RecurrentWeights values(RecurrentKernel kernel) {
    Tensor[] others = new Tensor[further.size()];
    for (int i = 0; i < others.length; i++) {
      others[i] = value(further.get(i));
    }
    return kernel.weights(weightIh.value(), weightHh.value(), value(biasIh), value(biasHh), others);
  }

  private static Tensor value(Variable variable) {
    return variable == null ? null : variable.value();
  }
}
