package dev.unroll.autograd.op;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;

/// Every recurrent layer behind one signature, for properties that hold for all of them. What a layer has
/// besides the usual parameters is drawn from its extents.
enum RecurrentLayer {
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

  int gates() {
    return gates;
  }

  boolean hasCellState() {
    return this == LSTM || this == LSTM_RELU || this == PEEPHOLE_LSTM || this == PROJECTED_LSTM;
  }

  RecurrentOutput apply(
      Variable x, RecurrentParameters p, Variable h0, Variable c0, int[] lengths) {
    Tape tape = x.tape();
    int hidden = p.weightHh().shape().dimension(1);
    Draw draw = new Draw(9);
    return switch (this) {
      case RNN_TANH -> RnnOp.apply(RnnOp.Activation.TANH, x, p, h0, lengths);
      case RNN_RELU -> RnnOp.apply(RnnOp.Activation.RELU, x, p, h0, lengths);
      case LSTM -> LstmOp.apply(x, p, h0, c0, lengths);
      case LSTM_RELU -> LstmOp.apply(RnnOp.Activation.RELU, x, p, h0, c0, lengths);
      case PEEPHOLE_LSTM ->
          PeepholeLstmOp.apply(
              x,
              p,
              tape.constant(draw.tensor(hidden)),
              tape.constant(draw.tensor(hidden)),
              tape.constant(draw.tensor(hidden)),
              h0,
              c0,
              lengths);
      case PROJECTED_LSTM ->
          ProjectedLstmOp.apply(x, p, tape.constant(draw.tensor(hidden, hidden)), h0, c0, lengths);
      case GRU -> GruOp.apply(x, p, h0, lengths);
      case RESET_AFTER_GRU -> ResetAfterGruOp.apply(x, p, h0, lengths);
      case SIMPLIFIED_GRU -> SimplifiedGruOp.apply(x, p, h0, lengths);
      case JORDAN ->
          JordanOp.apply(
              x,
              p.weightIh(),
              p.weightHh(),
              p.biasIh(),
              tape.constant(draw.tensor(hidden, hidden)),
              tape.constant(draw.tensor(hidden)),
              h0,
              lengths);
    };
  }
}
