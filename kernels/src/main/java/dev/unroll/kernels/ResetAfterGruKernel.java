package dev.unroll.kernels;

import dev.unroll.core.Tensor;

/// The GRU of cuDNN, PyTorch and Keras: the reset gate acts *after* the recurrent product, so all three
/// gates share one product. For t = 1..T:
///
///     r = σ(W_r x[t-1] + R_r h[t-1] + b_r)
///     z = σ(W_z x[t-1] + R_z h[t-1] + b_z)
///     q = R_n h[t-1] + b_hn
///     n = tanh(W_n x[t-1] + b_in + r ⊙ q)
///     h[t] = (1 − z) ⊙ n + z ⊙ h[t-1]              computed as n + z ⊙ (h[t-1] − n)
///
/// where b_r and b_z are the sums of both biases. Backward, with dh the gradient reaching h[t]:
///
///     da_z = dh ⊙ (h[t-1] − n) ⊙ z ⊙ (1 − z)       da_n = dh ⊙ (1 − z) ⊙ (1 − n²)
///     da_r = da_n ⊙ q ⊙ r ⊙ (1 − r)                dq   = da_n ⊙ r
///     dh[t-1] = dh ⊙ z + R_rᵀ da_r + R_zᵀ da_z + R_nᵀ dq
///
/// Roundings, each operation one; a_n begins with b_in, q with b_hn:
///
///     n    = tanh(fma(r, q, a_n))              h[t] = fma(z, h[t-1] − n, n)
///     da_n = (dh·(1 − z))·fma(−n, n, 1)        da_z = (dh·(h[t-1] − n))·(z·(1 − z))
///     da_r = (da_n·q)·(r·(1 − r))
///
/// The products with R_rᵀ, R_zᵀ and R_nᵀ, in this order, go on from `dh·z`.
///
/// Blocks of the weights: r, z, n (`G = 3`). Saved: r, z, n, q as `[T,N,4H]`. Note the sign: z = 1
/// keeps the old state, the opposite of u in [GruKernel]. Semantics and gate order of `torch.nn.GRU`.
///
/// Source: Cho et al., 2014, version 1 of the preprint; cuDNN, *GRU with reset after*.
public interface ResetAfterGruKernel extends RecurrentKernel {
  @Override
  default String cell() {
    return "reset-after-gru";
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
  default ResetAfterGruWeights weights(
      Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh, Tensor... further) {
    GateParameters.none(cell(), further);
    return new ResetAfterGruWeights(weightIh, weightHh, biasIh, biasHh);
  }
}
