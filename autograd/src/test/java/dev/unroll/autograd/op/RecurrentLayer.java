package dev.unroll.autograd.op;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import java.util.List;

/// Every recurrent layer behind one signature, for properties that hold for all of them.
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

  /// Numbers for the parameters besides the usual ones.
  List<Tensor> more(int hidden) {
    Draw draw = new Draw(9);
    return switch (this) {
      case PEEPHOLE_LSTM -> List.of(draw.tensor(hidden), draw.tensor(hidden), draw.tensor(hidden));
      case PROJECTED_LSTM -> List.of(draw.tensor(hidden, hidden));
      case JORDAN -> List.of(draw.tensor(hidden, hidden), draw.tensor(hidden));
      default -> List.of();
    };
  }

  /// The layer with constants for the parameters besides the usual ones.
  RecurrentOutput apply(
      Variable x, RecurrentParameters p, Variable h0, Variable c0, int[] lengths) {
    List<Tensor> more = more(p.weightHh().shape().dimension(1));
    Tape tape = x.tape();
    return apply(x, p, more.stream().map(tape::constant).toList(), h0, c0, lengths);
  }

  RecurrentOutput apply(
      Variable x,
      RecurrentParameters p,
      List<Variable> more,
      Variable h0,
      Variable c0,
      int[] lengths) {
    return switch (this) {
      case RNN_TANH -> RnnOp.apply(RnnOp.Activation.TANH, x, p, h0, lengths);
      case RNN_RELU -> RnnOp.apply(RnnOp.Activation.RELU, x, p, h0, lengths);
      case LSTM -> LstmOp.apply(x, p, h0, c0, lengths);
      case LSTM_RELU -> LstmOp.apply(RnnOp.Activation.RELU, x, p, h0, c0, lengths);
      case PEEPHOLE_LSTM ->
          PeepholeLstmOp.apply(x, p, more.get(0), more.get(1), more.get(2), h0, c0, lengths);
      case PROJECTED_LSTM -> ProjectedLstmOp.apply(x, p, more.get(0), h0, c0, lengths);
      case GRU -> GruOp.apply(x, p, h0, lengths);
      case RESET_AFTER_GRU -> ResetAfterGruOp.apply(x, p, h0, lengths);
      case SIMPLIFIED_GRU -> SimplifiedGruOp.apply(x, p, h0, lengths);
      case JORDAN ->
          JordanOp.apply(
              x, p.weightIh(), p.weightHh(), p.biasIh(), more.get(0), more.get(1), h0, lengths);
    };
  }

  /// Whether the layer also reads tokens.
  boolean hasTokens() {
    return this == RNN_TANH
        || this == RNN_RELU
        || this == LSTM
        || this == GRU
        || this == RESET_AFTER_GRU;
  }

  /// The layer on tokens.
  RecurrentOutput apply(
      int[] ids,
      int steps,
      int batch,
      RecurrentParameters p,
      Variable h0,
      Variable c0,
      int[] lengths) {
    return switch (this) {
      case RNN_TANH -> RnnOp.apply(RnnOp.Activation.TANH, ids, steps, batch, p, h0, lengths);
      case RNN_RELU -> RnnOp.apply(RnnOp.Activation.RELU, ids, steps, batch, p, h0, lengths);
      case LSTM -> LstmOp.apply(ids, steps, batch, p, h0, c0, lengths);
      case GRU -> GruOp.apply(ids, steps, batch, p, h0, lengths);
      case RESET_AFTER_GRU -> ResetAfterGruOp.apply(ids, steps, batch, p, h0, lengths);
      default -> throw new IllegalStateException(this + " reads no tokens");
    };
  }
}
