package dev.unroll.kernels;

import dev.unroll.core.Tensor;

/// The LSTM whose gates see the cell state through three diagonal weights. For t = 1..T, in the letters of
/// [LstmKernel]:
///
///     a    = W x[t-1] + R h[t-1] + b                          [4H], gate blocks i, f, g, o
///     i    = σ(a_i + p_i ⊙ c[t-1])      f = σ(a_f + p_f ⊙ c[t-1])      g = tanh(a_g)
///     c[t] = f ⊙ c[t-1] + i ⊙ g
///     o    = σ(a_o + p_o ⊙ c[t])        h[t] = o ⊙ tanh(c[t])
///
/// backward, with dh, dc the gradients reaching h[t], c[t] and k = tanh(c[t]):
///
///     da_o    = dh ⊙ k ⊙ o ⊙ (1 − o)
///     dc     += dh ⊙ o ⊙ (1 − k²) + p_o ⊙ da_o
///     da_i    = dc ⊙ g ⊙ i ⊙ (1 − i)    da_f = dc ⊙ c[t-1] ⊙ f ⊙ (1 − f)    da_g = dc ⊙ i ⊙ (1 − g²)
///     dc[t-1] = dc ⊙ f + p_i ⊙ da_i + p_f ⊙ da_f              dh[t-1] = Rᵀ da
///
/// Roundings as those of [LstmKernel]; each term with a peephole is one `fma` more, in the order above. The gradient to
/// a peephole is a chain of `fma(da, c, …)` over the rows in the order of the weights' gradients.
///
/// Saved: the four gates after their activations, `[T,N,4H]`.
///
/// Source: Gers and Schmidhuber, *Recurrent nets that time and count*, 2000.
public interface PeepholeLstmKernel extends RecurrentKernel {
  @Override
  default String cell() {
    return "peephole-lstm";
  }

  @Override
  default int savedWidth(int hidden) {
    return 4 * hidden;
  }

  @Override
  default boolean hasCellState() {
    return true;
  }

  /// @param further `p_i`, `p_f`, `p_o`, each `[H]`
  @Override
  default PeepholeLstmWeights weights(
      Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh, Tensor... further) {
    GateParameters.count(cell(), 3, further);
    return new PeepholeLstmWeights(
        weightIh, weightHh, biasIh, biasHh, further[0], further[1], further[2]);
  }
}
