package dev.unroll.kernels.testing;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentWeights;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// The recurrent cells: for each its kernel and the oracle that it is held to.
public enum RecurrentCell {
  RNN_TANH(1, false, KernelSet::rnnTanh, new RnnOracle(false)),
  RNN_RELU(1, false, KernelSet::rnnRelu, new RnnOracle(true)),
  LSTM(4, true, KernelSet::lstm, new LstmOracle()),
  LSTM_RELU(4, true, KernelSet::lstmRelu, new LstmVariantOracle(true, false)),
  PEEPHOLE_LSTM(
      4,
      true,
      KernelSet::peepholeLstm,
      new LstmVariantOracle(false, false),
      "peephole_i",
      "peephole_f",
      "peephole_o"),
  PROJECTED_LSTM(
      4, true, KernelSet::projectedLstm, new LstmVariantOracle(false, true), "weight_hr"),
  GRU(3, false, KernelSet::gru, new GruOracle()),
  RESET_AFTER_GRU(3, false, KernelSet::resetAfterGru, new ResetAfterGruOracle()),
  SIMPLIFIED_GRU(2, false, KernelSet::simplifiedGru, new SimplifiedGruOracle()),
  JORDAN(1, false, KernelSet::jordan, new JordanOracle(), "weight_ho", "bias_ho");

  private final int gates;
  private final boolean hasCellState;
  private final Function<KernelSet, RecurrentKernel> kernel;
  private final RecurrentOracle oracle;
  private final List<String> further;

  RecurrentCell(
      int gates,
      boolean hasCellState,
      Function<KernelSet, RecurrentKernel> kernel,
      RecurrentOracle oracle,
      String... further) {
    this.gates = gates;
    this.hasCellState = hasCellState;
    this.kernel = kernel;
    this.oracle = oracle;
    this.further = List.of(further);
  }

  /// `G`, the gate blocks of the weights.
  public int gates() {
    return gates;
  }

  /// Whether there is a state c besides h.
  public boolean hasCellState() {
    return hasCellState;
  }

  /// Whether the cell has two biases.
  public boolean hasRecurrentBias() {
    return this != JORDAN;
  }

  /// `P` for so many units, which is fewer, as many or more.
  public int outputs(int hidden) {
    return switch (this) {
      case PROJECTED_LSTM -> hidden / 2 + 1;
      case JORDAN -> hidden + 2;
      default -> hidden;
    };
  }

  /// Parameters of a layer, or gradients to them, made by their extents.
  public RecurrentWeights weights(
      RecurrentKernel kernel, int inputs, int hidden, Function<int[], Tensor> maker) {
    int rows = gates * hidden;
    int outputs = outputs(hidden);
    Tensor[] others =
        further.stream()
            .map(name -> maker.apply(shape(name, hidden, outputs)))
            .toArray(Tensor[]::new);
    return kernel.weights(
        maker.apply(new int[] {rows, inputs}),
        maker.apply(new int[] {rows, outputs}),
        maker.apply(new int[] {rows}),
        hasRecurrentBias() ? maker.apply(new int[] {rows}) : null,
        others);
  }

  /// The names of the parameters besides weights and biases.
  public List<String> further() {
    return further;
  }

  /// The extents of one of them.
  public int[] shape(String name, int hidden, int outputs) {
    return switch (name) {
      case "peephole_i", "peephole_f", "peephole_o" -> new int[] {hidden};
      case "weight_hr", "weight_ho" -> new int[] {outputs, hidden};
      case "bias_ho" -> new int[] {outputs};
      default -> throw new IllegalArgumentException(name);
    };
  }

  /// The numbers of one of them.
  public int elements(String name, int hidden, int outputs) {
    int elements = 1;
    for (int extent : shape(name, hidden, outputs)) {
      elements *= extent;
    }
    return elements;
  }

  /// The cell's kernel in a set.
  public RecurrentKernel kernel(KernelSet set) {
    return kernel.apply(set);
  }

  /// The cell of a kernel.
  public static RecurrentCell of(RecurrentKernel kernel) {
    return valueOf(kernel.cell().toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /// The cell's oracle.
  public RecurrentOracle oracle() {
    return oracle;
  }
}
