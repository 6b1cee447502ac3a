package dev.unroll.models.old;

import dev.unroll.core.Checks;

/// The extents of a recurrent layer.
///
/// @param inputs `C`, input features, or the number of tokens for token input
/// @param hidden `H`, hidden units
/// @param layers how many layers stand on one another
/// @param dropout the probability with which an element of a layer's output is dropped on its way to
///     the next layer, in training, from 0 up to but not including 1
/// @param singleBias whether `bias_hh` stays zero and is not trained, so that the layer has one bias
///     as in textbooks; by default both biases of torch.nn are trained
public record RecurrentOptions(
    int inputs, int hidden, int layers, float dropout, boolean singleBias) {
  public RecurrentOptions {
    Checks.positive("inputs", inputs);
    Checks.positive("hidden", hidden);
    Checks.positive("layers", layers);
    Checks.within("dropout", dropout, 0, Math.nextDown(1f));
  }

  /// One layer without dropout.
  public static RecurrentOptions of(int inputs, int hidden) {
    return new RecurrentOptions(inputs, hidden, 1, 0, false);
  }

  /// These options with another number of layers and dropout between them.
  public RecurrentOptions stacked(int newLayers, float newDropout) {
    return new RecurrentOptions(inputs, hidden, newLayers, newDropout, singleBias);
  }

  /// These options with a single bias.
  public RecurrentOptions withSingleBias() {
    return new RecurrentOptions(inputs, hidden, layers, dropout, true);
  }
}
