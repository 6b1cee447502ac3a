package dev.unroll.kernels;

import dev.unroll.core.Tensor;

/// The LSTM with a projected hidden state of width P. For t = 1..T, the gates and the cell state as in [LstmKernel]:
///
///     m    = o ⊙ tanh(c[t])             [H]
///     h[t] = W_r m                      [P]
///
/// backward, with dh the gradient reaching h[t]: `dm = W_rᵀ dh` takes the place of dh, and `dW_r += dh·mᵀ`.
///
/// Roundings as those of [LstmKernel]. `W_r m` is a chain over the units from 0, `W_rᵀ dh` one over the outputs from 0;
/// the gradient to `W_r` is a chain over the rows in the order of the others.
///
/// Saved: the four gates after their activations, and m, `[T,N,5H]` in blocks i, f, g, o, m. Semantics of
/// `torch.nn.LSTM` with `proj_size`.
///
/// Source: Sak, Senior and Beaufays, *Long short-term memory recurrent neural network architectures for large scale
/// acoustic modeling*, 2014.
public interface ProjectedLstmKernel extends RecurrentKernel {
  @Override
  default String cell() {
    return "projected-lstm";
  }

  @Override
  default int savedWidth(int hidden) {
    return 5 * hidden;
  }

  @Override
  default boolean hasCellState() {
    return true;
  }

  /// @param further `W_r [P,H]`
  @Override
  default ProjectedLstmWeights weights(
      Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh, Tensor... further) {
    GateParameters.count(cell(), 1, further);
    return new ProjectedLstmWeights(weightIh, weightHh, biasIh, biasHh, further[0]);
  }
}
