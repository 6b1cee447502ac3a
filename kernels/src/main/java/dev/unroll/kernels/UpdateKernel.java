package dev.unroll.kernels;

import dev.unroll.core.Tensor;

/// Parameter updates, element by element, and gradient clipping. In all of them `w` is the parameter
/// and is overwritten, `g` its gradient and is not modified, further tensors are the optimizer's
/// state and are overwritten; all have one shape. Semantics of the `torch.optim` namesakes.
public interface UpdateKernel {
  /// `g' = g + weightDecay·w`; `v = momentum·v + g'` (first step: v = g'); `w −= rate·d` with d = v,
  /// or g' + momentum·v with `nesterov`. `velocity` may be null where momentum is 0.
  void sgd(
      Tensor w,
      Tensor g,
      Tensor velocity,
      float rate,
      float momentum,
      boolean nesterov,
      float weightDecay,
      boolean firstStep);

  /// `s += g²`, `w −= rate·g / (√s + epsilon)` (Duchi, Hazan and Singer 2011).
  void adagrad(Tensor w, Tensor g, Tensor sum, float rate, float epsilon);

  /// `s += g²`, `w −= rate·g / √(s + epsilon)`: the form in Karpathy's min-char-rnn.
  void adagradInsideRoot(Tensor w, Tensor g, Tensor sum, float rate, float epsilon);

  /// `s = decay·s + (1 − decay)·g²`, `w −= rate·g / (√s + epsilon)` (Tieleman and Hinton 2012).
  void rmsprop(Tensor w, Tensor g, Tensor square, float rate, float decay, float epsilon);

  /// Adam (Kingma and Ba 2015) at step t ≥ 1, with `decoupledDecay` AdamW (Loshchilov and Hutter
  /// 2019):
  ///
  ///     w  = w·(1 − rate·decoupledDecay)
  ///     m  = beta1·m + (1 − beta1)·g
  ///     v  = beta2·v + (1 − beta2)·g²
  ///     w −= rate/(1 − beta1ᵗ) · m / (√v/√(1 − beta2ᵗ) + epsilon)
  void adam(
      Tensor w,
      Tensor g,
      Tensor m,
      Tensor v,
      int t,
      float rate,
      float beta1,
      float beta2,
      float epsilon,
      float decoupledDecay);

  /// The sum of squares of all elements: float partial sums `s[i mod 16]` over blocks of 4,096
  /// elements, combined by the fixed tree of [SoftmaxKernel], the blocks added in double.
  double sumOfSquares(Tensor g);

  /// `g[i] *= factor`.
  void scale(Tensor g, float factor);

  /// `g[i] = min(max(g[i], −limit), limit)`; a NaN stays NaN.
  void clip(Tensor g, float limit);
}
