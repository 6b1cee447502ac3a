package dev.unroll.autograd.op.attention;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.AttentionOutput;
import dev.unroll.autograd.op.product.LinearOp;
import dev.unroll.autograd.op.product.MatmulOp;
import dev.unroll.autograd.op.shape.ClearPaddingOp;
import dev.unroll.autograd.op.shape.ReshapeOp;
import dev.unroll.core.Shape;

/// Attention over a sequence, of one query a row or of several, each row over its own steps:
///
///     s[n,q,t] = score(query[q,n], keys[t,n])
///     w[n,q,·] = softmax of s[n,q,t] over t < L(n)
///     context[q,n] = Σ_t w[n,q,t] values[t,n]
///
/// with the scores of the factory: dot `q·k`; scaled `q·k/√H`; general `q·(W k)`; additive
/// `v·tanh(Wq q + Wk k)`. Each is composed of scores, softmax along time and weighted sum; scores and contexts
/// are one matrix product for each row of the batch.
///
/// - `query [N,H]`, one for each row, or `[S,N,H]`, S for each row, all of them over the same keys. A query
///   gets the bits that it would get alone
/// - `keys [T,N,H]`, `values [T,N,V]`, which may be the keys
/// - `lengths [N]`: the steps of each row, null where all are T long. Padding gets weight 0, no gradient, and is
///   not looked at: it may be NaN
/// - gives the context, `[N,V]` or `[S,N,V]`, and the weights `[N,S,T]`, with S = 1 for one query a row
///
/// Sources: Bahdanau, Cho and Bengio 2015 (additive); Luong, Pham and Manning 2015 (dot, general);
/// Vaswani et al. 2017 (scaled).
public final class AttentionOp {
  private AttentionOp() {}

  /// Dot-product attention.
  public static AttentionOutput dot(Variable query, Variable keys, Variable values, int[] lengths) {
    return product(query, keys, 1, values, lengths);
  }

  /// Dot-product attention divided by √H.
  public static AttentionOutput scaled(
      Variable query, Variable keys, Variable values, int[] lengths) {
    float scale = (float) (1 / Math.sqrt(Math.max(1, query.shape().dimension(-1))));
    return product(query, keys, scale, values, lengths);
  }

  /// General (bilinear) attention: `query [N,Q]` or `[S,N,Q]`, `keys [T,N,H]`, `weight [Q,H]`. The query is
  /// multiplied rather than every key: `q·(W k) = (Wᵀ q)·k`.
  public static AttentionOutput general(
      Variable query, Variable keys, Variable values, Variable weight, int[] lengths) {
    Shape shape = query.shape();
    if (shape.rank() != 3) {
      return product(MatmulOp.apply(query, weight), keys, 1, values, lengths);
    }
    Variable rows = ReshapeOp.flattened(query, 0, 1);
    Variable turned = MatmulOp.apply(rows, weight);
    int width = weight.shape().dimension(-1);
    turned = ReshapeOp.apply(turned, Shape.of(shape.dimension(0), shape.dimension(1), width));
    return product(turned, keys, 1, values, lengths);
  }

  /// Additive attention: `query [N,Q]` or `[S,N,Q]`, `keys [T,N,H]`, `queryWeight [A,Q]`,
  /// `keyWeight [A,H]`, or null where `keys [T,N,A]` are projected already, as for a decoder whose steps share
  /// them; `scoreWeight [A]`.
  public static AttentionOutput additive(
      Variable query,
      Variable keys,
      Variable values,
      Variable queryWeight,
      Variable keyWeight,
      Variable scoreWeight,
      int[] lengths) {
    Variable q = several(LinearOp.apply(query, queryWeight, null));
    Variable k =
        keyWeight == null
            ? keys
            : LinearOp.apply(ClearPaddingOp.apply(keys, lengths), keyWeight, null);
    return finish(query, AdditiveScoresOp.apply(q, k, scoreWeight, lengths), values, lengths);
  }

  private static AttentionOutput product(
      Variable query, Variable keys, float scale, Variable values, int[] lengths) {
    Shape q = query.shape();
    Shape k = keys.shape();
    if ((q.rank() != 2 && q.rank() != 3)
        || k.rank() != 3
        || q.dimension(-2) != k.dimension(1)
        || q.dimension(-1) != k.dimension(2)) {
      throw new IllegalArgumentException(
          "attention: expected a query [N,H] or [S,N,H] and keys [T,N,H], got %s and %s"
              .formatted(q, k));
    }
    Variable scores = ProductScoresOp.apply(several(query), keys, scale, lengths);
    return finish(query, scores, values, lengths);
  }

  /// One query a row as the first of one.
  private static Variable several(Variable query) {
    Shape shape = query.shape();
    return shape.rank() == 2
        ? ReshapeOp.apply(query, Shape.of(1, shape.dimension(0), shape.dimension(1)))
        : query;
  }

  private static AttentionOutput finish(
      Variable query, Variable scores, Variable values, int[] lengths) {
    Variable weights = MaskedSoftmaxOp.apply(scores, lengths);
    Variable context = WeightedValuesOp.apply(weights, values, lengths);
    boolean one = query.shape().rank() == 2;
    return new AttentionOutput(one ? ReshapeOp.flattened(context, 0, 1) : context, weights);
  }
}
