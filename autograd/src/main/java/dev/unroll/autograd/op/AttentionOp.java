package dev.unroll.autograd.op;

import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;

/// Attention of one query a row over a sequence, each row over its own steps:
///
///     s[t,n] = score(query[n], keys[t,n])
///     w[·,n] = softmax of s[t,n] over t < L(n)        [T,N]
///     context[n] = Σ_t w[t,n] values[t,n]             [N,V]
///
/// with the scores of the factory: dot `q·k`; scaled `q·k/√H`; general `q·(W k)`; additive
/// `v·tanh(Wq q + Wk k)`. Each is composed of scores, softmax along time and weighted sum.
///
/// - `query [N,H]`, `keys [T,N,H]`, `values [T,N,V]`, which may be the keys
/// - `lengths [N]`: the steps of each row, null where all are T long; padding gets weight 0
///
/// Sources: Bahdanau, Cho and Bengio 2015 (additive); Luong, Pham and Manning 2015 (dot, general);
/// Vaswani et al. 2017 (scaled).
public final class AttentionOp {
  private AttentionOp() {}

  /// Dot-product attention.
  public static AttentionOutput dot(Variable query, Variable keys, Variable values, int[] lengths) {
    return finish(AttentionScoresOp.apply(query, keys, 1), values, lengths);
  }

  /// Dot-product attention divided by √H.
  public static AttentionOutput scaled(
      Variable query, Variable keys, Variable values, int[] lengths) {
    float scale = (float) (1 / Math.sqrt(Math.max(1, query.shape().dimension(-1))));
    return finish(AttentionScoresOp.apply(query, keys, scale), values, lengths);
  }

  /// General (bilinear) attention: `query [N,Q]`, `keys [T,N,H]`, `weight [Q,H]`. The query is multiplied
  /// rather than every key: `q·(W k) = (Wᵀ q)·k`.
  public static AttentionOutput general(
      Variable query, Variable keys, Variable values, Variable weight, int[] lengths) {
    Variable turned = MatmulOp.apply(query, weight);
    return finish(AttentionScoresOp.apply(turned, keys, 1), values, lengths);
  }

  /// Additive attention: `query [N,Q]`, `keys [T,N,H]`, `queryWeight [A,Q]`, `keyWeight [A,H]`,
  /// `scoreWeight [A]`.
  public static AttentionOutput additive(
      Variable query,
      Variable keys,
      Variable values,
      Variable queryWeight,
      Variable keyWeight,
      Variable scoreWeight,
      int[] lengths) {
    Shape shape = keys.shape();
    Variable q = LinearOp.apply(query, queryWeight, null);
    Variable k = LinearOp.apply(keys, keyWeight, null);
    Variable hidden = TanhOp.apply(AddOp.apply(k, q));
    int width = scoreWeight.shape().elements();
    Variable row = ReshapeOp.apply(scoreWeight, Shape.of(1, width));
    Variable scores = LinearOp.apply(hidden, row, null);
    scores = ReshapeOp.apply(scores, Shape.of(shape.dimension(0), shape.dimension(1)));
    return finish(scores, values, lengths);
  }

  private static AttentionOutput finish(Variable scores, Variable values, int[] lengths) {
    Variable weights = TimeSoftmaxOp.apply(scores, lengths);
    return new AttentionOutput(WeightedSumOp.apply(weights, values), weights);
  }
}
