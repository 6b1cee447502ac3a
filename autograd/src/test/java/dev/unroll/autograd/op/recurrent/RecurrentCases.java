package dev.unroll.autograd.op.recurrent;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Activation;
import dev.unroll.autograd.op.Draw;
import dev.unroll.autograd.op.OperationCase;
import dev.unroll.autograd.op.OperationCase.Instance;
import dev.unroll.autograd.op.Ops;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Recurrent layers over whole sequences.
public final class RecurrentCases {
  private RecurrentCases() {}

  public static List<OperationCase> all() {
    List<OperationCase> cases = new ArrayList<>();
    add(cases, "rnn-tanh", RnnOp.class, RecurrentOracle.Cell.RNN_TANH);
    add(cases, "rnn-relu", RnnOp.class, RecurrentOracle.Cell.RNN_RELU);
    add(cases, "lstm", LstmOp.class, RecurrentOracle.Cell.LSTM);
    add(cases, "gru", GruOp.class, RecurrentOracle.Cell.GRU);
    add(cases, "reset-after-gru", ResetAfterGruOp.class, RecurrentOracle.Cell.RESET_AFTER_GRU);
    return cases;
  }

  private static void add(
      List<OperationCase> cases, String name, Class<?> operation, RecurrentOracle.Cell cell) {
    cases.add(new OperationCase(name, operation, draw -> features(cell, draw)));
    cases.add(new OperationCase(name + " on tokens", operation, draw -> tokens(cell, draw)));
  }

  private static Instance features(RecurrentOracle.Cell cell, Draw draw) {
    int steps = draw.extentOrEmpty();
    int batch = draw.extentOrEmpty();
    return instance(cell, draw, steps, batch, draw.extent(), null);
  }

  private static Instance tokens(RecurrentOracle.Cell cell, Draw draw) {
    int steps = draw.extentOrEmpty();
    int batch = draw.extentOrEmpty();
    int inputs = draw.extent();
    return instance(cell, draw, steps, batch, inputs, draw.ids(steps * batch, inputs));
  }

  /// Inputs in the order weight_ih, weight_hh, bias_ih, bias_hh, h0, c0, x; what is absent is left out
  /// from the end.
  private static Instance instance(
      RecurrentOracle.Cell cell, Draw draw, int steps, int batch, int inputs, int[] ids) {
    int hidden = draw.extent();
    int[] lengths = draw.lengthsOrNull(batch, steps);
    int rows = cell.gates() * hidden;
    List<Tensor> in = new ArrayList<>();
    boolean relu = cell == RecurrentOracle.Cell.RNN_RELU;
    // with ReLU all pre-activations are kept above 0.2, away from the kink
    in.add(relu ? draw.between(0.2f, 0.6f, rows, inputs) : draw.tensor(rows, inputs));
    in.add(relu ? draw.between(0.2f, 0.6f, rows, hidden) : draw.tensor(rows, hidden));
    in.add(relu ? draw.between(0.2f, 0.6f, rows) : draw.tensor(rows));
    in.add(relu ? draw.between(0.2f, 0.6f, rows) : draw.tensor(rows));
    in.add(relu ? draw.between(0.2f, 1, batch, hidden) : draw.tensor(batch, hidden));
    if (cell.hasCellState()) {
      in.add(draw.tensor(batch, hidden));
    }
    if (ids == null) {
      in.add(
          relu ? draw.between(0.2f, 1, steps, batch, inputs) : draw.tensor(steps, batch, inputs));
    }
    int c0 = cell.hasCellState() ? 5 : -1;
    int x = ids == null ? in.size() - 1 : -1;
    return new Instance(
        8 * (steps + 1) * (inputs + hidden + 4),
        (_, v) -> {
          RecurrentParameters parameters = new RecurrentParameters(v[0], v[1], v[2], v[3]);
          return outputs(run(cell, v, parameters, x, c0, ids, steps, batch, lengths));
        },
        v ->
            RecurrentOracle.run(
                cell,
                new RecurrentOracle.Sizes(steps, batch, inputs, hidden),
                v,
                ids == null ? v[x] : oneHot(ids, inputs),
                c0 < 0 ? null : v[c0],
                lengths),
        in.toArray(Tensor[]::new));
  }

  private static double[] oneHot(int[] ids, int inputs) {
    double[] x = new double[ids.length * inputs];
    for (int m = 0; m < ids.length; m++) {
      x[m * inputs + ids[m]] = 1;
    }
    return x;
  }

  private static RecurrentOutput run(
      RecurrentOracle.Cell cell,
      Variable[] v,
      RecurrentParameters p,
      int x,
      int c0,
      int[] ids,
      int steps,
      int batch,
      int[] lengths) {
    boolean tokens = ids != null;
    Activation activation =
        cell == RecurrentOracle.Cell.RNN_RELU ? Activation.RELU : Activation.TANH;
    return switch (cell) {
      case RNN_TANH, RNN_RELU ->
          tokens
              ? Ops.rnn(activation, ids, steps, batch, p, v[4], lengths)
              : Ops.rnn(activation, v[x], p, v[4], lengths);
      case LSTM ->
          tokens
              ? Ops.lstm(ids, steps, batch, p, v[4], v[c0], lengths)
              : Ops.lstm(v[x], p, v[4], v[c0], lengths);
      case GRU ->
          tokens ? Ops.gru(ids, steps, batch, p, v[4], lengths) : Ops.gru(v[x], p, v[4], lengths);
      case RESET_AFTER_GRU ->
          tokens
              ? Ops.resetAfterGru(ids, steps, batch, p, v[4], lengths)
              : Ops.resetAfterGru(v[x], p, v[4], lengths);
    };
  }

  private static Variable[] outputs(RecurrentOutput out) {
    return out.cn() == null
        ? new Variable[] {out.y(), out.hn()}
        : new Variable[] {out.y(), out.hn(), out.cn()};
  }
}
