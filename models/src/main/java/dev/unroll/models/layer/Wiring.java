package dev.unroll.models.layer;

/// How the layers of a [Recurrent] stand on one another. Let `f_k` be layer k, `x` the input, and
/// `y_k` what layer k hands up; `y_0 = f_0(x)`.
public enum Wiring {
  /// `y_k = f_k(y_{k-1})`.
  PLAIN,
  /// `y_k = y_{k-1} + f_k(y_{k-1})` (He et al. 2016).
  RESIDUAL,
  /// `y_k = [y_{k-1}, f_k(y_{k-1})]`, side by side: each layer reads the outputs of all below it,
  /// and so does what reads the stack (Huang et al. 2017).
  DENSE,
  /// `y_k = y_{k-1} + g ⊙ (f_k(y_{k-1}) − y_{k-1})`, `g = σ(W y_{k-1} + b)`: see [Highway].
  HIGHWAY
}
