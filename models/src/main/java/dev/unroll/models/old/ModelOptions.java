package dev.unroll.models.old;

import dev.unroll.core.Checks;
import java.util.Objects;

/// The architecture of a character model.
///
/// @param cell the recurrent cell
/// @param hidden `H`, hidden units of each layer
/// @param layers recurrent layers
/// @param dropout the probability with which an element of a layer's output is dropped in training, between
///     the layers and before the output layer
/// @param singleBias whether the recurrent layers have one bias, as in textbooks, instead of torch.nn's two
public record ModelOptions(Cell cell, int hidden, int layers, float dropout, boolean singleBias) {
  public ModelOptions {
    Objects.requireNonNull(cell, "cell");
    Checks.positive("hidden", hidden);
    Checks.positive("layers", layers);
    Checks.within("dropout", dropout, 0, Math.nextDown(1f));
  }

  /// One layer without dropout.
  public static ModelOptions of(Cell cell, int hidden) {
    return new ModelOptions(cell, hidden, 1, 0, false);
  }

  /// These options with another number of layers and dropout.
  public ModelOptions stacked(int newLayers, float newDropout) {
    return new ModelOptions(cell, hidden, newLayers, newDropout, singleBias);
  }

  RecurrentOptions recurrent(int vocabulary) {
    return new RecurrentOptions(vocabulary, hidden, layers, dropout, singleBias);
  }
}
