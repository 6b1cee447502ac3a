package dev.unroll.bench;

import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.models.layer.Cell;
import java.util.Locale;

/// The cells that are measured: those that the peers have, and the lectures' GRU.
public enum MeasuredCell {
  RNN(1, "tanh RNN", Cell.RNN),
  RNN_RELU(1, "ReLU RNN", Cell.RNN_RELU),
  LSTM(4, "LSTM", Cell.LSTM),
  GRU(3, "GRU, reset before the product", Cell.GRU),
  RESET_AFTER_GRU(3, "GRU, reset after the product", Cell.RESET_AFTER_GRU);

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
      case GRU -> set.gru();
      case RESET_AFTER_GRU -> set.resetAfterGru();
    };
  }

  /// Whether the cell has a cell state besides its hidden state.
  public boolean hasCellState() {
    return this == LSTM;
  }
}
