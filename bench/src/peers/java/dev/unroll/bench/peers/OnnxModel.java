package dev.unroll.bench.peers;

import dev.unroll.bench.MeasuredCell;

/// An ONNX model of one recurrent node with constant weights: inputs `x [T,N,C]`, `h0 [1,N,H]` and for
/// the LSTM `c0`; outputs `y [T,1,N,H]` for a sequence, `hn` and `cn` for a step. The field numbers are
/// those of `onnx.proto`.
final class OnnxModel {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 14;
  private static final int FLOAT = 1;
  private static final int ATTRIBUTE_INT = 2;

  private OnnxModel() {}

  /// The model's bytes.
  static byte[] of(MeasuredCell cell, Operands operands, boolean step) {
    int rows = operands.gates() * operands.hidden();
    float[] bias = new float[2 * rows];
    System.arraycopy(gates(cell, operands.biasIh(), operands.hidden()), 0, bias, 0, rows);
    System.arraycopy(gates(cell, operands.biasHh(), operands.hidden()), 0, bias, rows, rows);
    int inputs = operands.inputs();
    int hidden = operands.hidden();
    Protobuf graph =
        new Protobuf()
            .message(1, node(cell, hidden, step))
            .string(2, "layer")
            .message(
                5, tensor("W", gates(cell, operands.weightIh(), hidden * inputs), 1, rows, inputs))
            .message(
                5, tensor("R", gates(cell, operands.weightHh(), hidden * hidden), 1, rows, hidden))
            .message(5, tensor("B", bias, 1, 2 * rows))
            .message(11, value("x", operands.steps(), operands.batch(), inputs))
            .message(11, value("h0", 1, operands.batch(), hidden));
    if (cell.hasCellState()) {
      graph.message(11, value("c0", 1, operands.batch(), hidden));
    }
    if (step) {
      graph.message(12, value("hn", 1, operands.batch(), hidden));
      if (cell.hasCellState()) {
        graph.message(12, value("cn", 1, operands.batch(), hidden));
      }
    } else {
      graph.message(12, value("y", operands.steps(), 1, operands.batch(), hidden));
    }
    return new Protobuf()
        .integer(1, IR_VERSION)
        .message(7, graph)
        .message(8, new Protobuf().string(1, "").integer(2, OPSET))
        .bytes();
  }

  private static Protobuf node(MeasuredCell cell, int hidden, boolean step) {
    Protobuf node = new Protobuf().string(1, "x").string(1, "W").string(1, "R").string(1, "B");
    node.string(1, "").string(1, "h0"); // no lengths
    if (cell.hasCellState()) {
      node.string(1, "c0");
    }
    node.string(2, step ? "" : "y");
    if (step) {
      node.string(2, "hn");
      if (cell.hasCellState()) {
        node.string(2, "cn");
      }
    }
    node.string(
        4,
        switch (cell) {
          case RNN -> "RNN";
          case LSTM -> "LSTM";
          case GRU, RESET_AFTER_GRU -> "GRU";
          default -> throw new IllegalArgumentException("not compared");
        });
    node.message(5, attribute("hidden_size", hidden));
    if (cell == MeasuredCell.RESET_AFTER_GRU) {
      node.message(5, attribute("linear_before_reset", 1));
    }
    return node;
  }

  private static Protobuf attribute(String name, int value) {
    return new Protobuf().string(1, name).integer(3, value).integer(20, ATTRIBUTE_INT);
  }

  private static Protobuf tensor(String name, float[] values, int... dimensions) {
    Protobuf tensor = new Protobuf();
    for (int dimension : dimensions) {
      tensor.integer(1, dimension);
    }
    return tensor.integer(2, FLOAT).string(8, name).floats(9, values);
  }

  private static Protobuf value(String name, int... dimensions) {
    Protobuf shape = new Protobuf();
    for (int dimension : dimensions) {
      shape.message(1, new Protobuf().integer(1, dimension));
    }
    Protobuf type = new Protobuf().integer(1, FLOAT).message(2, shape);
    return new Protobuf().string(1, name).message(2, new Protobuf().message(1, type));
  }

  /// Gate blocks of `block` numbers in ONNX's order: i, o, f, g for the LSTM, z, r, n for the GRUs. The
  /// lectures' u is 1 − z, so its block changes its sign.
  private static float[] gates(MeasuredCell cell, float[] values, int block) {
    int[] order =
        switch (cell) {
          case LSTM -> new int[] {0, 3, 1, 2};
          case GRU, RESET_AFTER_GRU -> new int[] {1, 0, 2};
          default -> new int[] {0};
        };
    float[] result = new float[values.length];
    for (int gate = 0; gate < order.length; gate++) {
      System.arraycopy(values, order[gate] * block, result, gate * block, block);
    }
    if (cell == MeasuredCell.GRU) {
      for (int i = 0; i < block; i++) {
        result[i] = -result[i];
      }
    }
    return result;
  }
}
