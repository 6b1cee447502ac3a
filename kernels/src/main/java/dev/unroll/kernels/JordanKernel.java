package dev.unroll.kernels;

import dev.unroll.core.Tensor;

/// The Jordan network, whose output of width P is fed back and is its state. For t = 1..T:
///
///     m    = tanh(W x[t-1] + R h[t-1] + b)        [H]
///     h[t] = V m + d                              [P]
///
/// backward, with dh the gradient reaching h[t]:
///
///     da = Vᵀ dh ⊙ (1 − m²)        dh[t-1] = Rᵀ da        dV += dh·mᵀ        dd += dh
///
/// `V m` is a chain over the units from d, or from 0, `Vᵀ dh` one over the outputs from 0, and tanh' one
/// `fma(−m, m, 1)`; the gradient to `V` is a chain, that to `d` a plain sum over the rows in the order of the others.
///
/// One block of weights (`G = 1`). Saved: m, `[T,N,H]`.
///
/// Source: Jordan, *Serial order: a parallel distributed processing approach*, 1986.
public interface JordanKernel extends RecurrentKernel {
  @Override
  default String cell() {
    return "jordan";
  }

  @Override
  default int savedWidth(int hidden) {
    return hidden;
  }

  @Override
  default boolean hasCellState() {
    return false;
  }

  /// @param biasHh null: the hidden layer has one bias
  /// @param further `V [P,H]`, and `d [P]` or null
  @Override
  default JordanWeights weights(
      Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh, Tensor... further) {
    GateParameters.count(cell(), 2, further);
    if (biasHh != null) {
      throw new IllegalArgumentException("bias_hh: expected null for a jordan, got a tensor");
    }
    return new JordanWeights(weightIh, weightHh, biasIh, further[0], further[1]);
  }
}
