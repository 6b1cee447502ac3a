package dev.unroll.kernels;

import dev.unroll.core.Checks;

/// The extents of a recurrent layer's work.
///
/// @param steps `T`, time steps, 0 or more
/// @param batch `N`, rows, 0 or more
/// @param inputs `C`, input features (the vocabulary's size for token input)
/// @param hidden `H`, hidden units
public record RecurrentShape(int steps, int batch, int inputs, int hidden) {
  public RecurrentShape {
    Checks.notNegative("time steps", steps);
    Checks.notNegative("batch rows", batch);
    Checks.positive("input features", inputs);
    Checks.positive("hidden units", hidden);
  }
}
