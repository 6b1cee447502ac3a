package dev.unroll.kernels;

import dev.unroll.core.Tensor;

/// The GRU with the update gate alone: there is no reset, so both gates share one product. For t = 1..T:
///
///     u    = σ(W_u x[t-1] + R_u h[t-1] + b_u)
///     n    = tanh(W_n x[t-1] + R_n h[t-1] + b_n)
///     h[t] = (1 − u) ⊙ h[t-1] + u ⊙ n              computed as h[t-1] + u ⊙ (n − h[t-1])
///
/// where b_u and b_n are the sums of both biases. Backward, with dh the gradient reaching h[t]:
///
///     da_u = dh ⊙ (n − h[t-1]) ⊙ u ⊙ (1 − u)       da_n = dh ⊙ u ⊙ (1 − n²)
///     dh[t-1] = dh ⊙ (1 − u) + R_uᵀ da_u + R_nᵀ da_n
///
/// Roundings, each operation one:
///
///     h[t] = fma(u, n − h[t-1], h[t-1])        da_u = (dh·(n − h[t-1]))·(u·(1 − u))
///     da_n = (dh·u)·fma(−n, n, 1)
///
/// The products with R_uᵀ and R_nᵀ, in this order, go on from `dh·(1 − u)`.
///
/// Blocks of the weights: u, n (`G = 2`). Saved: u and n, `[T,N,2H]`.
public interface SimplifiedGruKernel extends RecurrentKernel {
  @Override
  default String cell() {
    return "simplified-gru";
  }

  @Override
  default int savedWidth(int hidden) {
    return 2 * hidden;
  }

  @Override
  default boolean hasCellState() {
    return false;
  }

  @Override
  default SimplifiedGruWeights weights(
      Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh, Tensor... further) {
    GateParameters.none(cell(), further);
    return new SimplifiedGruWeights(weightIh, weightHh, biasIh, biasHh);
  }
}
