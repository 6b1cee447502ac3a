package dev.unroll.models.layer;

import static dev.unroll.autograd.op.Ops.additiveAttention;
import static dev.unroll.autograd.op.Ops.clearPadding;
import static dev.unroll.autograd.op.Ops.dotAttention;
import static dev.unroll.autograd.op.Ops.generalAttention;
import static dev.unroll.autograd.op.Ops.linear;
import static dev.unroll.autograd.op.Ops.scaledAttention;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.AttentionOutput;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.models.layer.Role.Use;
import dev.unroll.models.layer.Sequence.Features;

/// Attention of queries `q` over the steps of a sequence of keys `k[t]` and values `v[t]`, each row
/// over its own steps:
///
///     w = softmax over t of score(q, k[t])        context = Σ_t w[t] v[t]
///
/// with the scores of [Scores]. One query a row, `[N,Q]`, or S of them, `[S,N,Q]`, give the same
/// bits for each.
///
/// Parameters: general `weight [Q,H]`; additive `query_weight [A,Q]`, `key_weight [A,H]`,
/// `score_weight [A]`.
///
/// Sources: Bahdanau, Cho and Bengio 2015 (additive); Luong, Pham and Manning 2015 (dot, general);
/// Vaswani et al. 2017 (scaled).
public final class Attention {
  /// How a query scores a key.
  public enum Scores {
    /// `q·k`.
    DOT,
    /// `q·k/√H`.
    SCALED,
    /// `q·(W k)`.
    GENERAL,
    /// `v·tanh(W_q q + W_k k)`.
    ADDITIVE
  }

  private final Scores scores;
  private final int queries;
  private final int keys;
  private final Parameter weight;
  private final Parameter queryWeight;
  private final Parameter keyWeight;
  private final Parameter scoreWeight;

  /// @param queries `Q`, the width of a query; `H` for [Scores#DOT] and [Scores#SCALED]
  /// @param keys `H`, the width of a key
  /// @param hidden `A`, the width in which [Scores#ADDITIVE] compares them; of no effect for the
  ///     others
  public Attention(Scope scope, Scores scores, int queries, int keys, int hidden) {
    this.scores = scores;
    this.queries = Checks.positive("queries", queries);
    this.keys = Checks.positive("keys", keys);
    boolean product = scores == Scores.DOT || scores == Scores.SCALED;
    if (product && queries != keys) {
      throw new IllegalArgumentException(
          "attention: expected queries as wide as keys (%d) for their product, got %d: general or"
                  .formatted(keys, queries)
              + " additive scores take any widths");
    }
    Role input = Role.of(Use.INPUT);
    boolean additive = scores == Scores.ADDITIVE;
    weight =
        scores == Scores.GENERAL
            ? scope.parameter("weight", Shape.of(queries, keys), input, keys)
            : null;
    if (additive) {
      Checks.positive("hidden", hidden);
    }
    queryWeight =
        additive
            ? scope.parameter("query_weight", Shape.of(hidden, queries), input, queries)
            : null;
    keyWeight =
        additive ? scope.parameter("key_weight", Shape.of(hidden, keys), input, keys) : null;
    scoreWeight =
        additive
            ? scope.parameter("score_weight", Shape.of(hidden), Role.of(Use.SCORE), hidden)
            : null;
  }

  /// What queries look at: keys and values, with what does not depend on the query computed once.
  ///
  /// @param keys `[T,N,H]`, or `[T,N,A]` projected for additive scores
  /// @param values `[T,N,V]`
  /// @param lengths `[N]`, the steps of each row; null where all are T long
  public record Memory(Variable keys, Variable values, int[] lengths) {}

  /// The memory of a sequence that is both keys and values.
  public Memory memory(Pass pass, Features x) {
    return memory(pass, x, x.x());
  }

  /// The memory of a sequence of keys, and values `[T,N,V]`.
  public Memory memory(Pass pass, Features x, Variable values) {
    if (x.features() != keys) {
      throw new IllegalArgumentException(
          "keys: expected [T,N,%d], got %s".formatted(keys, x.x().shape()));
    }
    Variable projected =
        scores == Scores.ADDITIVE
            ? linear(clearPadding(x.x(), x.lengths()), pass.tape().parameter(keyWeight), null)
            : x.x();
    return new Memory(projected, values, x.lengths());
  }

  /// The context of each query, `[N,V]` or `[S,N,V]`, and the weights.
  ///
  /// @param query `[N,Q]` or `[S,N,Q]`
  public AttentionOutput forward(Pass pass, Variable query, Memory memory) {
    int rank = query.shape().rank();
    if ((rank != 2 && rank != 3) || query.shape().dimension(-1) != queries) {
      throw new IllegalArgumentException(
          "query: expected [N,%d] or [S,N,%d], got %s".formatted(queries, queries, query.shape()));
    }
    Tape tape = pass.tape();
    return switch (scores) {
      case DOT -> dotAttention(query, memory.keys(), memory.values(), memory.lengths());
      case SCALED -> scaledAttention(query, memory.keys(), memory.values(), memory.lengths());
      case GENERAL ->
          generalAttention(
              query, memory.keys(), memory.values(), tape.parameter(weight), memory.lengths());
      case ADDITIVE ->
          additiveAttention(
              query,
              memory.keys(),
              memory.values(),
              tape.parameter(queryWeight),
              null,
              tape.parameter(scoreWeight),
              memory.lengths());
    };
  }
}
