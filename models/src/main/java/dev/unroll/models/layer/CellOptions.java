package dev.unroll.models.layer;

import dev.unroll.core.Checks;
import java.util.Objects;

/// The extents of one layer of a cell.
///
/// @param inputs `C`, the features that it reads
/// @param hidden `H`, the hidden units
/// @param projection `P`, the width of the output of cells that have one of their own; 0 for the
///     others
/// @param biases the biases of the gates
public record CellOptions(int inputs, int hidden, int projection, Biases biases) {
  public CellOptions {
    Checks.positive("inputs", inputs);
    Checks.positive("hidden", hidden);
    Checks.notNegative("projection", projection);
    Objects.requireNonNull(biases, "biases");
  }
}
