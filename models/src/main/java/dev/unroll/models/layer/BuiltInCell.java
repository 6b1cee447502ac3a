package dev.unroll.models.layer;

import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.RecurrentKernel;
import java.util.Locale;

/// The library's own cells. Their constants stand in [Cell].
final class BuiltInCell implements Cell {
  /// Which cell.
  enum Kind {
    RNN(1, -1, true, "tanh RNN"),
    RNN_RELU(1, -1, true, "ReLU RNN"),
    LSTM(4, 1, true, "LSTM"),
    LSTM_RELU(4, 1, false, "LSTM with ReLU"),
    PEEPHOLE_LSTM(4, 1, false, "LSTM with peepholes"),
    PROJECTED_LSTM(4, 1, true, "LSTM with a projected state"),
    GRU(3, -1, false, "GRU, reset before the product"),
    RESET_AFTER_GRU(3, -1, true, "GRU, reset after the product"),
    SIMPLIFIED_GRU(2, -1, false, "GRU without a reset gate"),
    JORDAN(1, -1, false, "Jordan network");

    private final int gates;
    private final int forgetBlock;
    private final boolean inTorch;
    private final String description;

    Kind(int gates, int forgetBlock, boolean inTorch, String description) {
      this.gates = gates;
      this.forgetBlock = forgetBlock;
      this.inTorch = inTorch;
      this.description = description;
    }

    /// `G`, the gate blocks of the weights.
    int gates() {
      return gates;
    }

    Role role(Role.Use use) {
      return new Role(use, gates, forgetBlock);
    }

    /// What the names of parameters begin with: nothing where torch.nn has the cell.
    String prefix() {
      return inTorch ? "" : label().replace('-', '_') + "_";
    }

    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean hasCellState() {
      return forgetBlock >= 0;
    }

    /// Whether the output has a width of its own.
    boolean hasProjection() {
      return this == PROJECTED_LSTM || this == JORDAN;
    }

    /// The kernel of the cell in a set.
    RecurrentKernel kernel(KernelSet set) {
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
  }

  private final Kind kind;

  private BuiltInCell(Kind kind) {
    this.kind = kind;
  }

  static Cell of(Kind kind) {
    return new BuiltInCell(kind);
  }

  @Override
  public String label() {
    return kind.label();
  }

  @Override
  public String description() {
    return kind.description;
  }

  @Override
  public boolean hasCellState() {
    return kind.hasCellState();
  }

  @Override
  public CellLayer layer(Scope scope, String suffix, CellOptions options) {
    if (options.projection() > 0 && !kind.hasProjection()) {
      throw new IllegalArgumentException(
          "projection: expected 0 for a %s, whose output is its hidden state, got %d"
              .formatted(label(), options.projection()));
    }
    if (kind == Kind.PROJECTED_LSTM && options.projection() == 0) {
      throw new IllegalArgumentException(
          "projection: expected 1 or more for a " + label() + ", got 0");
    }
    return new BuiltInLayer(kind, scope, suffix, options);
  }

  @Override
  public String toString() {
    return label();
  }
}
