package dev.unroll.autograd.op.recurrent;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Activation;
import dev.unroll.autograd.op.Draw;
import dev.unroll.autograd.op.Ops;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.core.Tensor;
import java.util.List;

/// Every recurrent layer behind one signature, for properties that hold for all of them.
public enum RecurrentLayer {
  RNN_TANH(1),
  RNN_RELU(1),
  LSTM(4),
  LSTM_RELU(4),
  PEEPHOLE_LSTM(4),
  PROJECTED_LSTM(4),
  GRU(3),
  RESET_AFTER_GRU(3),
  SIMPLIFIED_GRU(2),
  JORDAN(1);

  private final int gates;

  RecurrentLayer(int gates) {
    this.gates = gates;
  }

  public int gates() {
    return gates;
  }

  public boolean hasCellState() {
    return this == LSTM || this == LSTM_RELU || this == PEEPHOLE_LSTM || this == PROJECTED_LSTM;
  }

  /// Numbers for the parameters besides the usual ones.
  public List<Tensor> more(int hidden) {
    Draw draw = new Draw(9);
    return switch (this) {
      case PEEPHOLE_LSTM -> List.of(draw.tensor(hidden), draw.tensor(hidden), draw.tensor(hidden));
      case PROJECTED_LSTM -> List.of(draw.tensor(hidden, hidden));
      case JORDAN -> List.of(draw.tensor(hidden, hidden), draw.tensor(hidden));
      default -> List.of();
    };
  }

  /// The layer with constants for the parameters besides the usual ones.
  public RecurrentOutput apply(
      Variable x, RecurrentParameters p, Variable h0, Variable c0, int[] lengths) {
    List<Tensor> more = more(p.weightHh().shape().dimension(1));
    Tape tape = x.tape();
    return apply(x, p, more.stream().map(tape::constant).toList(), h0, c0, lengths);
  }

  public RecurrentOutput apply(
      Variable x,
      RecurrentParameters p,
      List<Variable> more,
      Variable h0,
      Variable c0,
      int[] lengths) {
    RecurrentParameters all = with(p, more);
    return switch (this) {
      case RNN_TANH -> Ops.rnn(Activation.TANH, x, p, h0, lengths);
      case RNN_RELU -> Ops.rnn(Activation.RELU, x, p, h0, lengths);
      case LSTM -> Ops.lstm(x, p, h0, c0, lengths);
      case LSTM_RELU -> Ops.lstm(Activation.RELU, x, p, h0, c0, lengths);
      case PEEPHOLE_LSTM -> Ops.peepholeLstm(x, all, h0, c0, lengths);
      case PROJECTED_LSTM -> Ops.projectedLstm(x, all, h0, c0, lengths);
      case GRU -> Ops.gru(x, p, h0, lengths);
      case RESET_AFTER_GRU -> Ops.resetAfterGru(x, p, h0, lengths);
      case SIMPLIFIED_GRU -> Ops.simplifiedGru(x, p, h0, lengths);
      case JORDAN -> Ops.jordan(x, all, h0, lengths);
    };
  }

  /// The parameters with those besides the usual ones; the Jordan network has one bias.
  private RecurrentParameters with(RecurrentParameters p, List<Variable> more) {
    RecurrentParameters usual =
        this == JORDAN ? new RecurrentParameters(p.weightIh(), p.weightHh(), p.biasIh(), null) : p;
    return more.isEmpty() ? usual : usual.and(more.toArray(Variable[]::new));
  }

  /// The layer on tokens.
  public RecurrentOutput apply(
      int[] ids,
      int steps,
      int batch,
      RecurrentParameters p,
      Variable h0,
      Variable c0,
      int[] lengths) {
    Tape tape = p.weightIh().tape();
    List<Tensor> more = more(p.weightHh().shape().dimension(1));
    RecurrentParameters all = with(p, more.stream().map(tape::constant).toList());
    return switch (this) {
      case RNN_TANH -> Ops.rnn(Activation.TANH, ids, steps, batch, p, h0, lengths);
      case RNN_RELU -> Ops.rnn(Activation.RELU, ids, steps, batch, p, h0, lengths);
      case LSTM -> Ops.lstm(ids, steps, batch, p, h0, c0, lengths);
      case GRU -> Ops.gru(ids, steps, batch, p, h0, lengths);
      case RESET_AFTER_GRU -> Ops.resetAfterGru(ids, steps, batch, p, h0, lengths);
      case LSTM_RELU -> Ops.lstm(Activation.RELU, ids, steps, batch, p, h0, c0, lengths);
      case PEEPHOLE_LSTM -> Ops.peepholeLstm(ids, steps, batch, all, h0, c0, lengths);
      case PROJECTED_LSTM -> Ops.projectedLstm(ids, steps, batch, all, h0, c0, lengths);
      case SIMPLIFIED_GRU -> Ops.simplifiedGru(ids, steps, batch, p, h0, lengths);
      case JORDAN -> Ops.jordan(ids, steps, batch, all, h0, lengths);
    };
  }
}
