package dev.unroll.bench.operation;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Activation;
import dev.unroll.autograd.op.Ops;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Recurrent layers over whole sequences, with the gradients to the inputs, the initial states and all
/// parameters.
final class RecurrentWorks {
  private static final int STEPS = 10;
  private static final int BATCH = 8;
  private static final int INPUTS = 32;
  private static final int HIDDEN = 64;
  private static final String SHAPE = "T,N,C,H 10,8,32,64";

  private RecurrentWorks() {}

  /// A layer on x, its parameters, h0, c0 and what is special to it.
  private interface Layer {
    RecurrentOutput apply(Variable x, RecurrentParameters parameters, Variable[] rest);
  }

  static List<OperationWork> all() {
    Tensor vector = Operands.weight(HIDDEN, HIDDEN);
    return List.of(
        layer(
            "rnn-tanh",
            "RnnOp",
            "Elman layer with tanh",
            1,
            (x, p, v) -> Ops.rnn(Activation.TANH, x, p, v[0], null)),
        layer(
            "rnn-relu",
            "RnnOp",
            "Elman layer with ReLU",
            1,
            (x, p, v) -> Ops.rnn(Activation.RELU, x, p, v[0], null)),
        layer("lstm", "LstmOp", "LSTM", 4, (x, p, v) -> Ops.lstm(x, p, v[0], v[1], null), state()),
        layer(
            "lstm-relu",
            "LstmOp",
            "LSTM with ReLU",
            4,
            (x, p, v) -> Ops.lstm(Activation.RELU, x, p, v[0], v[1], null),
            state()),
        layer(
            "peephole-lstm",
            "PeepholeLstmOp",
            "LSTM whose gates see the cell",
            4,
            (x, p, v) -> Ops.peepholeLstm(x, p.and(v[2], v[3], v[4]), v[0], v[1], null),
            state(),
            vector,
            vector.copy(),
            vector.copy()),
        layer(
            "projected-lstm",
            "ProjectedLstmOp",
            "LSTM with projection, P = H",
            4,
            (x, p, v) -> Ops.projectedLstm(x, p.and(v[2]), v[0], v[1], null),
            state(),
            Operands.weight(HIDDEN, HIDDEN, HIDDEN)),
        layer(
            "gru",
            "GruOp",
            "GRU, reset before the product",
            3,
            (x, p, v) -> Ops.gru(x, p, v[0], null)),
        layer(
            "reset-after-gru",
            "ResetAfterGruOp",
            "GRU, reset after the product",
            3,
            (x, p, v) -> Ops.resetAfterGru(x, p, v[0], null)),
        layer(
            "simplified-gru",
            "SimplifiedGruOp",
            "GRU with the update gate alone",
            2,
            (x, p, v) -> Ops.simplifiedGru(x, p, v[0], null)),
        OperationWork.of(
            "jordan",
            "JordanOp",
            "Jordan network, O = H",
            SHAPE,
            (_, v) -> {
              RecurrentParameters p = new RecurrentParameters(v[1], v[2], v[3], null);
              return Ops.jordan(v[0], p.and(v[4], v[5]), v[6], null).y();
            },
            x(),
            Operands.weight(HIDDEN, HIDDEN, INPUTS),
            Operands.weight(HIDDEN, HIDDEN, HIDDEN),
            vector.copy(),
            Operands.weight(HIDDEN, HIDDEN, HIDDEN),
            vector.copy(),
            state()));
  }

  private static Tensor x() {
    return Operands.tensor(STEPS, BATCH, INPUTS);
  }

  private static Tensor state() {
    return Operands.tensor(BATCH, HIDDEN);
  }

  private static OperationWork layer(
      String name, String operation, String what, int gates, Layer layer, Tensor... rest) {
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(x());
    inputs.add(Operands.weight(HIDDEN, gates * HIDDEN, INPUTS));
    inputs.add(Operands.weight(HIDDEN, gates * HIDDEN, HIDDEN));
    inputs.add(Operands.weight(HIDDEN, gates * HIDDEN));
    inputs.add(Operands.weight(HIDDEN, gates * HIDDEN));
    inputs.add(state());
    inputs.addAll(List.of(rest));
    return OperationWork.of(
        name,
        operation,
        what,
        SHAPE,
        (_, v) -> {
          Variable[] others = Arrays.copyOfRange(v, 5, v.length);
          RecurrentParameters parameters = new RecurrentParameters(v[1], v[2], v[3], v[4]);
          return layer.apply(v[0], parameters, others).y();
        },
        inputs.toArray(Tensor[]::new));
  }
}
