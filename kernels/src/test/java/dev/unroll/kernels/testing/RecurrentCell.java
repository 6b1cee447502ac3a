package dev.unroll.kernels.testing;

import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.RecurrentKernel;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// The recurrent cells: for each its kernel and the oracle that it is held to.
public enum RecurrentCell {
  RNN_TANH(1, false, KernelSet::rnnTanh, new RnnOracle(false)),
  RNN_RELU(1, false, KernelSet::rnnRelu, new RnnOracle(true)),
  LSTM(4, true, KernelSet::lstm, new LstmOracle()),
  GRU(3, false, KernelSet::gru, new GruOracle()),
  RESET_AFTER_GRU(3, false, KernelSet::resetAfterGru, new ResetAfterGruOracle());

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
    return true;
  }

  /// `P` for so many units.
  public int outputs(int hidden) {
    return hidden;
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
