package dev.unroll.models.layer;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.LossOutput;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Role.Use;

/// A linear-chain conditional random field over scores `x [T,N,K]` of K tags at each step: it scores sequences of
/// tags as a whole,
///
///     score(y) = start[y[0]] + Σ_t x[t,n,y[t]] + Σ_{t ≥ 1} transitions[y[t-1],y[t]] + end[y[L-1]]
///
/// Parameters `transitions [K,K]`, from the row's tag to the column's, `start [K]` and `end [K]`, all 0 at first.
///
/// Source: Lafferty, McCallum and Pereira, *Conditional random fields*, 2001; over a recurrent network, Huang, Xu and
/// Yu, *Bidirectional LSTM-CRF models for sequence tagging*, 2015.
public final class Crf {
  private final Parameter transitions;
  private final Parameter start;
  private final Parameter end;

  /// A layer for so many tags.
  public Crf(Scope scope, int tags) {
    Checks.positive("tags", tags);
    transitions = scope.parameter("transitions", Shape.of(tags, tags), Role.of(Use.SHIFT), tags);
    start = scope.parameter("start", Shape.of(tags), Role.of(Use.SHIFT), tags);
    end = scope.parameter("end", Shape.of(tags), Role.of(Use.SHIFT), tags);
  }

  /// The negative log-likelihood, in nats, of tags: its mean over the rows that have any.
  ///
  /// @param tags `[T·N]`, time-major; past the lengths they are not looked at
  /// @param lengths `[N]`, or null where all rows are T long
  public LossOutput loss(Pass pass, Variable x, int[] tags, int[] lengths) {
    Tape tape = pass.tape();
    return Ops.crf(
        x, tags, lengths, tape.parameter(transitions), tape.parameter(start), tape.parameter(end));
  }

  /// The sequence of the greatest score of each row, `[T·N]`; 0 past the lengths.
  public int[] decode(Tensor x, int[] lengths) {
    return Ops.viterbi(x, lengths, transitions.value(), start.value(), end.value());
  }
}
