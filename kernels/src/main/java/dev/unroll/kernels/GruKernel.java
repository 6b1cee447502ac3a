package dev.unroll.kernels;

import dev.unroll.core.Tensor;

/// The GRU of the lectures: the reset gate acts *before* the recurrent product. For t = 1..T:
///
///     r = σ(W_r x[t-1] + R_r h[t-1] + b_r)
///     u = σ(W_u x[t-1] + R_u h[t-1] + b_u)
///     n = tanh(W_n x[t-1] + R_n (r ⊙ h[t-1]) + b_n)
///     h[t] = (1 − u) ⊙ h[t-1] + u ⊙ n              computed as h[t-1] + u ⊙ (n − h[t-1])
///
/// backward, with dh the gradient reaching h[t], s = r ⊙ h[t-1]:
///
///     da_u = dh ⊙ (n − h[t-1]) ⊙ u ⊙ (1 − u)       da_n = dh ⊙ u ⊙ (1 − n²)
///     ds   = R_nᵀ da_n                             da_r = ds ⊙ h[t-1] ⊙ r ⊙ (1 − r)
///     dh[t-1] = dh ⊙ (1 − u) + ds ⊙ r + R_rᵀ da_r + R_uᵀ da_u
///
/// Roundings, each operation one:
///
///     h[t] = fma(u, n − h[t-1], h[t-1])
///     da_u = (dh·(n − h[t-1]))·(u·(1 − u))     da_n = (dh·u)·fma(−n, n, 1)
///     da_r = (ds·h[t-1])·(r·(1 − r))
///
/// ds starts from 0; the products with R_rᵀ and then R_uᵀ go on from `fma(ds, r, dh·(1 − u))`.
///
/// Blocks of the weights: r, u, n (`G = 3`). Saved: r, u, n, s as `[T,N,4H]`. Note the sign: u = 1
/// takes the new state, the opposite of z in [ResetAfterGruKernel].
///
/// Source: Cho et al., *Learning phrase representations using RNN encoder–decoder*, 2014.
public interface GruKernel extends RecurrentKernel {
  @Override
  default String cell() {
    return "gru";
  }

  @Override
  default int savedWidth(int hidden) {
    return 4 * hidden;
  }

  @Override
  default boolean hasCellState() {
    return false;
  }

  @Override
  default GruWeights weights(
      Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh, Tensor... further) {
    GateParameters.none(cell(), further);
    return new GruWeights(weightIh, weightHh, biasIh, biasHh);
  }
}
