package dev.unroll.kernels;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;

/// Softmax over rows, alone and joined with the cross-entropy.
///
///     p[m,v] = exp(x[m,v] − max x[m]) / Σ exp(x[m,·] − max x[m])
///     loss   = −(1/count) Σ log p[m, target[m]]          nats
///     dx[m,v] = scale · (p[m,v] − [v = target[m]])
///
/// Sums across a row use sixteen interleaved partial sums `s[v mod 16]` and then the fixed tree
/// `s[i] += s[i+8]`, `s[i] += s[i+4]`, `s[i] += s[i+2]`, `s[0] + s[1]`, whatever the lane count; the
/// r = V mod 16 elements at the end of a row start the last r partial sums. The maximum is exact in any
/// order. exp is that of [ActivationKernel]; the logarithm is at most 1 ulp off.
///
/// A NaN or +∞ in a row, or nothing but −∞, makes the whole row of `p` and its loss NaN.
///
/// On one thread nothing is allocated once the workspace is warm.
public interface SoftmaxKernel {
  /// `p = softmax(x)` over rows of `x [M,V]`; `p` is overwritten and may be `x`.
  void softmax(Tensor x, Tensor p, Workspace workspace, Workers workers);

  /// `p = softmax(logits)` and the loss of each row, `losses[m] = −log p[m, targets[m]]`, as
  /// log-sum-exp minus the target's logit, so that no probability underflows.
  ///
  /// - `logits [M,V]`: not modified
  /// - `targets [M]`: ids from 0 to V − 1; a negative id leaves the row out (loss 0)
  /// - `p [M,V]`: overwritten, to be passed to [#crossEntropyBackward]; may be `logits`
  /// - `losses [M]` or longer: the first M overwritten
  void crossEntropy(
      Tensor logits, int[] targets, Tensor p, float[] losses, Workspace workspace, Workers workers);

  /// `dLogits[m,v] = scale · (p[m,v] − [v = targets[m]])`, added to what is there or, without `add`, in
  /// place of it; rows with a negative target get nothing, or zeros. `dLogits` may not be `p`.
  void crossEntropyBackward(
      Tensor p, int[] targets, float scale, boolean add, Tensor dLogits, Workers workers);
}
