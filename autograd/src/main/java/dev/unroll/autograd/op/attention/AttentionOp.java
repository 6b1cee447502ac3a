package dev.unroll.autograd.op.attention;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.AttentionOutput;
import dev.unroll.autograd.op.product.LinearOp;
import dev.unroll.autograd.op.product.MatmulOp;
import dev.unroll.autograd.op.shape.PermuteOp;
import dev.unroll.autograd.op.shape.ReshapeOp;
import dev.unroll.core.Shape;

/// Attention over a sequence, of one query a row or of several, each row over its own steps:
///
///     s[t,n] = score(query[n], keys[t,n])
///     w[·,n] = softmax of s[t,n] over t < L(n)
///     context[n] = Σ_t w[t,n] values[t,n]
///
/// with the scores of the factory: dot `q·k`; scaled `q·k/√H`; general `q·(W k)`; additive
/// `v·tanh(Wq q + Wk k)`. Each is composed of scores, softmax along time and weighted sum.
///
/// - `query [N,H]`, one for each row, or `[S,N,H]`, S for each row, all of them over the same keys
/// - `keys [T,N,H]`, `values [T,N,V]`, which may be the keys
/// - `lengths [N]`: the steps of each row, null where all are T long (kept by reference); padding gets
///   weight 0, and with several queries it is not even read
/// - gives the context, `[N,V]` or `[S,N,V]`, and the weights, `[T,N]` or `[N,S,T]`
///
/// With several queries scores and contexts are one matrix product for each row of the batch.
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
    int queries = shape.dimension(0);
    int batch = shape.dimension(1);
    Variable rows = ReshapeOp.apply(query, Shape.of(queries * batch, shape.dimension(2)));
    Variable turned = MatmulOp.apply(rows, weight);
    int width = weight.shape().dimension(-1);
    turned = ReshapeOp.apply(turned, Shape.of(queries, batch, width));
    return product(turned, keys, 1, values, lengths);
  }

  /// Additive attention: `query [N,Q]` or `[S,N,Q]`, `keys [T,N,H]`, `queryWeight [A,Q]`,
  /// `keyWeight [A,H]`, `scoreWeight [A]`.
  public static AttentionOutput additive(
      Variable query,
      Variable keys,
      Variable values,
      Variable queryWeight,
      Variable keyWeight,
      Variable scoreWeight,
      int[] lengths) {
    Variable q = LinearOp.apply(query, queryWeight, null);
    Variable k = LinearOp.apply(keys, keyWeight, null);
    if (query.shape().rank() == 3) {
      return finish(AdditiveScoresOp.apply(q, k, scoreWeight, lengths), values, lengths);
    }
    Shape one = q.shape();
    q = ReshapeOp.apply(q, Shape.of(1, one.dimension(0), one.dimension(1)));
    Variable scores = AdditiveScoresOp.apply(q, k, scoreWeight, lengths);
    scores = ReshapeOp.apply(scores, Shape.of(one.dimension(0), keys.shape().dimension(0)));
    return finishOne(PermuteOp.transpose(scores, 0, 1), values, lengths);
  }

  private static AttentionOutput product(
      Variable query, Variable keys, float scale, Variable values, int[] lengths) {
    return query.shape().rank() == 3
        ? finish(QueryScoresOp.apply(query, keys, scale, lengths), values, lengths)
        : finishOne(AttentionScoresOp.apply(query, keys, scale), values, lengths);
  }

  private static AttentionOutput finish(Variable scores, Variable values, int[] lengths) {
    Variable weights = MaskedSoftmaxOp.apply(scores, lengths);
    return new AttentionOutput(WeightedValuesOp.apply(weights, values, lengths), weights);
  }

  private static AttentionOutput finishOne(Variable scores, Variable values, int[] lengths) {
    Variable weights = TimeSoftmaxOp.apply(scores, lengths);
    return new AttentionOutput(WeightedSumOp.apply(weights, values), weights);
  }
}
