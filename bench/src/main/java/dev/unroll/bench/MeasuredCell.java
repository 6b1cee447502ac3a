package dev.unroll.bench;

import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.models.layer.Cell;
import java.util.Locale;

/// The cells that can be measured: those that the peers have, the lectures' GRU, and the rarer ones, whose rows have no
/// peer.
public enum MeasuredCell {
  RNN(1, "tanh RNN", Cell.RNN),
  RNN_RELU(1, "ReLU RNN", Cell.RNN_RELU),
  LSTM(4, "LSTM", Cell.LSTM),
  LSTM_RELU(4, "LSTM with ReLU", Cell.LSTM_RELU),
  PEEPHOLE_LSTM(4, "LSTM with peepholes", Cell.PEEPHOLE_LSTM),
  PROJECTED_LSTM(4, "LSTM with a projection, P = H", Cell.PROJECTED_LSTM),
  GRU(3, "GRU, reset before the product", Cell.GRU),
  RESET_AFTER_GRU(3, "GRU, reset after the product", Cell.RESET_AFTER_GRU),
  SIMPLIFIED_GRU(2, "GRU without a reset gate", Cell.SIMPLIFIED_GRU),
  JORDAN(1, "Jordan network, P = H", Cell.JORDAN);

  private final int gates;
  private final String description;
  private final Cell cell;

  MeasuredCell(int gates, String description, Cell cell) {
    this.gates = gates;
    this.description = description;
    this.cell = cell;
  }

  /// `G`, the gate blocks of the weights.
  public int gates() {
    return gates;
  }

  /// What it is, for people.
  public String description() {
    return description;
  }

  /// The cell of the layers.
  public Cell cell() {
    return cell;
  }

  /// The name in options: `rnn`, `rnn-relu`, `lstm`, `gru`, `reset-after-gru`.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The cell of a name in options.
  ///
  /// @throws IllegalArgumentException if there is none
  public static MeasuredCell of(String label) {
    for (MeasuredCell cell : values()) {
      if (cell.label().equals(label)) {
        return cell;
      }
    }
    throw new IllegalArgumentException("there is no cell " + label);
  }

  /// This cell's kernel in a set.
  public RecurrentKernel kernel(KernelSet set) {
    return switch (this) {
      case RNN -> set.rnnTanh();
      case RNN_RELU -> set.rnnRelu();
      case LSTM -> set.lstm();
      case LSTM_RELU -> set.lstmRelu();
      case PEEPHOLE_LSTM -> set.peepholeLstm();
      case PROJECTED_LSTM -> set.projectedLstm();
      case GRU -> set.gru();
      case RESET_AFTER_GRU -> set.resetAfterGru();
      case SIMPLIFIED_GRU -> set.simplifiedGru();
      case JORDAN -> set.jordan();
    };
  }

  /// Whether the cell has a cell state besides its hidden state.
  public boolean hasCellState() {
    return cell.hasCellState();
  }

  /// Weights `[H,H]` of the layer that makes the hidden state of some cells.
  public int outputProducts() {
    return this == PROJECTED_LSTM || this == JORDAN ? 1 : 0;
  }
}
