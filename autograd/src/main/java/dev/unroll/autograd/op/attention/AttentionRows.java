package dev.unroll.autograd.op.attention;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.Matrix;

/// The matrices of one row of the batch in the tensors of attention.
final class AttentionRows {
  private AttentionRows() {}

  /// Row n of the first `steps` steps of a sequence `[T,N,H]`, as `[steps,H]`.
  static Matrix of(Tensor sequence, int n, int steps) {
    int batch = sequence.shape().dimension(1);
    int width = sequence.shape().dimension(2);
    int at = sequence.offset() + n * width;
    return Matrix.rowMajor(sequence.data(), at, steps, width, batch * width);
  }

  /// The first `steps` weights or scores of each query of row n, of `[N,S,T]`, as `[S,steps]`.
  static Matrix weights(Tensor weights, int n, int steps) {
    int queries = weights.shape().dimension(1);
    int stride = weights.shape().dimension(2);
    int at = weights.offset() + n * queries * stride;
    return Matrix.rowMajor(weights.data(), at, queries, steps, stride);
  }
}
