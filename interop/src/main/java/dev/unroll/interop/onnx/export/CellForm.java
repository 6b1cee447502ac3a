package dev.unroll.interop.onnx.export;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Cell;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// How one of the library's cells is said in ONNX. Blocks of gates are those of our cell, in the order of the operator's:
///
/// | cell | operator | blocks | |
/// |---|---|---|---|
/// | rnn, rnn-relu | RNN | h | |
/// | lstm, lstm-relu, peephole-lstm | LSTM i, o, f, c | 0, 3, 1, 2 | |
/// | gru | GRU z, r, h | −1, 0, 2 | z = 1 − u, and σ(−a) = 1 − σ(a) |
/// | reset-after-gru | GRU z, r, h | 1, 0, 2 | linear_before_reset |
/// | simplified-gru | GRU z, r, h | −0, none, 1 | r = σ(40), which is 1 |
/// | projected-lstm, jordan | Scan | | see [ScannedCell] |
///
/// @param operator null for the last row
/// @param blocks our block for each of the operator's; [#NO_BLOCK] for a gate that is always open
/// @param negated which of the operator's blocks changes its sign, or −1
/// @param ownPrefix what our parameters' names begin with
record CellForm(
    Cell cell,
    String operator,
    int[] blocks,
    int negated,
    Map<String, ?> attributes,
    String ownPrefix) {
  private static final int NO_BLOCK = -1;

  /// σ of this is 1 in float32.
  private static final float OPEN = 40;

  /// The form of a cell.
  ///
  /// @throws IllegalArgumentException if it is not one of the library's
  static CellForm of(Cell cell) {
    String label = cell.label();
    String own = label.replace('-', '_') + "_";
    return switch (label) {
      case "rnn" -> new CellForm(cell, "RNN", new int[] {0}, -1, Map.of(), "");
      case "rnn-relu" ->
          new CellForm(cell, "RNN", new int[] {0}, -1, Map.of("activations", List.of("Relu")), "");
      case "lstm" -> lstm(cell, List.of(), "");
      case "lstm-relu" -> lstm(cell, List.of("Sigmoid", "Relu", "Relu"), own);
      case "peephole-lstm" -> lstm(cell, List.of(), own);
      case "gru" -> new CellForm(cell, "GRU", new int[] {1, 0, 2}, 0, Map.of(), own);
      case "reset-after-gru" ->
          new CellForm(cell, "GRU", new int[] {1, 0, 2}, -1, Map.of("linear_before_reset", 1), "");
      case "simplified-gru" ->
          new CellForm(cell, "GRU", new int[] {0, NO_BLOCK, 1}, 0, Map.of(), own);
      case "projected-lstm" -> new CellForm(cell, null, new int[4], -1, Map.of(), "");
      case "jordan" -> new CellForm(cell, null, new int[1], -1, Map.of(), own);
      default ->
          throw new IllegalArgumentException(
              "cell %s: ONNX has no operator for it, and only the library's own cells are written as graphs"
                  .formatted(label));
    };
  }

  private static CellForm lstm(Cell cell, List<String> activations, String prefix) {
    return new CellForm(
        cell,
        "LSTM",
        new int[] {0, 3, 1, 2},
        -1,
        activations.isEmpty() ? Map.of() : Map.of("activations", activations),
        prefix);
  }

  /// A parameter's name.
  String name(String name, String suffix) {
    return ownPrefix + name + suffix;
  }

  /// `W` or `R` of all directions, `[D,G·H,…]`.
  Tensor weights(Parameters parameters, String name, List<String> suffixes) {
    Tensor first = parameters.get(name(name, suffixes.getFirst()));
    int columns = first.shape().dimension(1);
    int hidden = first.shape().dimension(0) / ownGates();
    Tensor result = Tensor.zeros(suffixes.size(), blocks.length * hidden, columns);
    for (int d = 0; d < suffixes.size(); d++) {
      float[] from = parameters.get(name(name, suffixes.get(d))).toArray();
      copy(from, hidden * columns, result.data(), d * blocks.length * hidden * columns);
    }
    return result;
  }

  /// `B` of all directions, `[D,2·G·H]`: the biases that there are, or 0.
  Tensor biases(Parameters parameters, List<String> suffixes, int hidden) {
    int rows = blocks.length * hidden;
    Tensor result = Tensor.zeros(suffixes.size(), 2 * rows);
    for (int d = 0; d < suffixes.size(); d++) {
      for (int k = 0; k < 2; k++) {
        String name = name(k == 0 ? "bias_ih" : "bias_hh", suffixes.get(d));
        int at = (2 * d + k) * rows;
        if (parameters.has(name)) {
          copy(parameters.get(name).toArray(), hidden, result.data(), at);
        }
        for (int gate = 0; k == 0 && gate < blocks.length; gate++) {
          if (blocks[gate] == NO_BLOCK) {
            Arrays.fill(result.data(), at + gate * hidden, at + (gate + 1) * hidden, OPEN);
          }
        }
      }
    }
    return result;
  }

  /// Whether the operator needs `B`.
  boolean hasBiases(Parameters parameters, String suffix) {
    return parameters.has(name("bias_ih", suffix))
        || Arrays.stream(blocks).anyMatch(block -> block == NO_BLOCK);
  }

  /// `P` of all directions, `[D,3·H]` for the gates i, o, f; null for cells without peepholes.
  Tensor peepholes(Parameters parameters, List<String> suffixes, int hidden) {
    if (!parameters.has(name("peephole_i", suffixes.getFirst()))) {
      return null;
    }
    Tensor result = Tensor.zeros(Shape.of(suffixes.size(), 3 * hidden));
    int at = 0;
    for (String suffix : suffixes) {
      for (String gate : List.of("peephole_i", "peephole_o", "peephole_f")) {
        float[] weights = parameters.get(name(gate, suffix)).toArray();
        System.arraycopy(weights, 0, result.data(), at, hidden);
        at += hidden;
      }
    }
    return result;
  }

  /// How many blocks our cell has.
  private int ownGates() {
    return (int) Arrays.stream(blocks).filter(block -> block != NO_BLOCK).count();
  }

  private void copy(float[] from, int block, float[] to, int at) {
    for (int gate = 0; gate < blocks.length; gate++) {
      for (int i = 0; blocks[gate] != NO_BLOCK && i < block; i++) {
        float weight = from[blocks[gate] * block + i];
        to[at + gate * block + i] = gate == negated ? -weight : weight;
      }
    }
  }
}
