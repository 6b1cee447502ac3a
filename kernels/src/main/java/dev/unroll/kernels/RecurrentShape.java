package dev.unroll.kernels;

import dev.unroll.core.Checks;

/// The extents of a recurrent layer's work.
///
/// @param steps `T`, time steps, 0 or more
/// @param batch `N`, rows, 0 or more
/// @param inputs `C`, input features (the vocabulary's size for token input)
/// @param hidden `H`, units of a gate
/// @param outputs `P`, the width of the hidden state, `H` for most cells
public record RecurrentShape(int steps, int batch, int inputs, int hidden, int outputs) {
  public RecurrentShape {
    Checks.notNegative("time steps", steps);
    Checks.notNegative("batch rows", batch);
    Checks.positive("input features", inputs);
    Checks.positive("hidden units", hidden);
    Checks.positive("outputs", outputs);
  }

  /// A shape whose hidden state is as wide as a gate.
  public RecurrentShape(int steps, int batch, int inputs, int hidden) {
    this(steps, batch, inputs, hidden, hidden);
  }
}
