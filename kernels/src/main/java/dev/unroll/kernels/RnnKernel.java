package dev.unroll.kernels;

import dev.unroll.core.Tensor;

/// The simple (Elman) recurrent layer. For t = 1..T:
///
///     a    = W x[t-1] + R h[t-1] + b       [H]
///     h[t] = φ(a)                          φ = tanh, or ReLU
///
/// backward, with dh the gradient reaching h[t] from dy[t-1] and from step t+1:
///
///     da = dh ⊙ φ'(a)                      tanh: 1 − h[t]²;  ReLU: 1 where h[t] > 0, else 0
///     dh[t-1] = Rᵀ da
///
/// The product with `Rᵀ` starts from 0; tanh' is one `fma(−h, h, 1)`.
///
/// One block of weights (`G = 1`), nothing saved (`S = 0`): h suffices. Semantics of `torch.nn.RNN`.
///
/// Source: Elman, *Finding structure in time*, 1990.
public interface RnnKernel extends RecurrentKernel {
  @Override
  default int savedWidth(int hidden) {
    return 0;
  }

  @Override
  default boolean hasCellState() {
    return false;
  }

  @Override
  default RnnWeights weights(
      Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh, Tensor... further) {
    GateParameters.none(cell(), further);
    return new RnnWeights(weightIh, weightHh, biasIh, biasHh);
  }
}
