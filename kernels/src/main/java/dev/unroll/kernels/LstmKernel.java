package dev.unroll.kernels;

import dev.unroll.core.Tensor;

/// The LSTM layer. For t = 1..T (σ logistic, ⊙ element-wise):
///
///     a    = W x[t-1] + R h[t-1] + b              [4H], gate blocks i, f, g, o
///     c[t] = σ(a_f) ⊙ c[t-1] + σ(a_i) ⊙ tanh(a_g)
///     h[t] = σ(a_o) ⊙ tanh(c[t])
///
/// backward, with dh, dc the gradients reaching h[t], c[t]:
///
///     dc   += dh ⊙ o ⊙ (1 − tanh(c[t])²)
///     da_i  = dc ⊙ g ⊙ i ⊙ (1 − i)            da_f = dc ⊙ c[t-1] ⊙ f ⊙ (1 − f)
///     da_g  = dc ⊙ i ⊙ (1 − g²)               da_o = dh ⊙ tanh(c[t]) ⊙ o ⊙ (1 − o)
///     dh[t-1] = Rᵀ da                         dc[t-1] = dc ⊙ f
///
/// Roundings, each operation one, with k = tanh(c[t]):
///
///     c[t] = fma(f, c[t-1], i·g)               dc   = fma(dh·o, fma(−k, k, 1), dc)
///     da_i = (dc·g)·(i·(1 − i))                da_f = (dc·c[t-1])·(f·(1 − f))
///     da_g = (dc·i)·fma(−g, g, 1)              da_o = (dh·k)·(o·(1 − o))
///
/// and the product with `Rᵀ` starts from 0. The `lstm-relu` has a ReLU in the place of both tanh, and its slope, 1 where
/// the result is above 0 and else 0, in the place of 1 − tanh²; its states have no bound.
///
/// Saved: the four gates after their activations, `[T,N,4H]` in blocks i, f, g, o; tanh(c) is computed
/// again. Semantics and gate order of `torch.nn.LSTM`.
///
/// Source: Hochreiter and Schmidhuber, *Long short-term memory*, 1997; forget gate: Gers,
/// Schmidhuber and Cummins, 2000.
public interface LstmKernel extends RecurrentKernel {
  @Override
  default String cell() {
    return "lstm";
  }

  @Override
  default int savedWidth(int hidden) {
    return 4 * hidden;
  }

  @Override
  default boolean hasCellState() {
    return true;
  }

  @Override
  default LstmWeights weights(
      Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh, Tensor... further) {
    GateParameters.none(cell(), further);
    return new LstmWeights(weightIh, weightHh, biasIh, biasHh);
  }
}
