package dev.unroll.models.old;

import dev.unroll.autograd.op.Activation;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.RecurrentKernel;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The recurrent cells that a model can be built of.
public enum Cell {
  /// Elman's with tanh: [Rnn].
  RNN(1, "tanh RNN"),
  /// Elman's with ReLU: [Rnn].
  RNN_RELU(1, "ReLU RNN"),
  /// [Lstm], gate blocks i, f, g, o.
  LSTM(4, "LSTM"),
  /// The lectures' [Gru], reset before the product, gate blocks r, u, n.
  GRU(3, "GRU, reset before the product"),
  /// [ResetAfterGru] as in cuDNN, PyTorch and Keras, gate blocks r, z, n.
  RESET_AFTER_GRU(3, "GRU, reset after the product");

  private final int gates;
  private final String description;

  Cell(int gates, String description) {
    this.gates = gates;
    this.description = description;
  }

  /// `G`, the gate blocks of the weights.
  public int gates() {
    return gates;
  }

  /// What it is, for people.
  public String description() {
    return description;
  }

  /// The name in options and files: `rnn`, `rnn-relu`, `lstm`, `gru`, `reset-after-gru`.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The cell with a label.
  ///
  /// @throws IllegalArgumentException that lists the labels if there is none
  public static Cell labelled(String label) {
    for (Cell cell : values()) {
      if (cell.label().equals(label)) {
        return cell;
      }
    }
    throw new IllegalArgumentException(
        "cell: expected one of %s, got '%s'"
            .formatted(
                Arrays.stream(values()).map(Cell::label).collect(Collectors.joining(", ")), label));
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

  /// A layer of this cell.
  public RecurrentLayer layer(RecurrentOptions options, Initializer initializer) {
    return switch (this) {
      case RNN -> new Rnn(Activation.TANH, options, initializer);
      case RNN_RELU -> new Rnn(Activation.RELU, options, initializer);
      case LSTM -> new Lstm(options, initializer);
      case GRU -> new Gru(options, initializer);
      case RESET_AFTER_GRU -> new ResetAfterGru(options, initializer);
    };
  }
}
