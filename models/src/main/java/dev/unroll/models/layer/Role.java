package dev.unroll.models.layer;

import dev.unroll.core.Checks;

/// What a parameter is, for initializers.
///
/// @param use where the layer has it
/// @param blocks the gate blocks: so many blocks of rows of equal height stand below one another
/// @param forgetBlock the block of an LSTM's forget gate; −1 where there is none
public record Role(Use use, int blocks, int forgetBlock) {
  /// Where a layer has a parameter.
  public enum Use {
    /// Weights from what the layer reads, `[outputs, inputs]`.
    INPUT,
    /// Weights from the hidden state before.
    RECURRENT,
    /// The bias beside the input weights.
    BIAS,
    /// The bias beside the recurrent weights.
    RECURRENT_BIAS,
    /// The bias of a gate that opens a way past a layer, −1 at first: see [Highway].
    GATE_BIAS,
    /// Vectors by id, `[ids, features]`.
    TABLE,
    /// Factors of what was normalized, 1 at first.
    GAIN,
    /// Summands of what was normalized, 0 at first.
    SHIFT,
    /// Weights of a convolution, `[outputs, inputs, window…]`.
    KERNEL,
    /// Diagonal weights from the cell state to a gate.
    PEEPHOLE,
    /// Weights from the cell's output to the hidden state, `[P, H]`.
    PROJECTION,
    /// Weights `[A]` that make one number, a score, of `A`.
    SCORE,
    /// An initial state, 0 at first.
    STATE,
    /// Weights or a bias of another kind.
    OTHER
  }

  public Role {
    Checks.positive("blocks", blocks);
    if (forgetBlock < -1 || forgetBlock >= blocks) {
      throw new IllegalArgumentException(
          "forgetBlock: expected -1 or a block below %d, got %d".formatted(blocks, forgetBlock));
    }
  }

  /// A parameter without gate blocks.
  public static Role of(Use use) {
    return new Role(use, 1, -1);
  }
}
