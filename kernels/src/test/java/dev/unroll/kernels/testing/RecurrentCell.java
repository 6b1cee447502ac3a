package dev.unroll.kernels.testing;

import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.RecurrentKernel;
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

  RecurrentCell(
      int gates,
      boolean hasCellState,
      Function<KernelSet, RecurrentKernel> kernel,
      RecurrentOracle oracle) {
    this.gates = gates;
    this.hasCellState = hasCellState;
    this.kernel = kernel;
    this.oracle = oracle;
  }

  /// `G`, the gate blocks of the weights.
  public int gates() {
    return gates;
  }

  /// Whether there is a state c besides h.
  public boolean hasCellState() {
    return hasCellState;
  }

  /// The cell's kernel in a set.
  public RecurrentKernel kernel(KernelSet set) {
    return kernel.apply(set);
  }

  /// The cell's oracle.
  public RecurrentOracle oracle() {
    return oracle;
  }
}
