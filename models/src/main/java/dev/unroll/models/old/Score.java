package dev.unroll.models.old;

/// How well a model predicts a text.
///
/// @param characters characters that were predicted
/// @param nats the sum of their cross-entropies
public record Score(long characters, double nats) {
  /// The mean cross-entropy in nats; NaN where nothing was predicted.
  public double natsPerCharacter() {
    return nats / characters;
  }

  /// The mean cross-entropy in bits.
  public double bitsPerCharacter() {
    return natsPerCharacter() / Math.log(2);
  }

  /// `exp` of the mean cross-entropy: among how many equally likely characters the model hesitates.
  public double perplexity() {
    return Math.exp(natsPerCharacter());
  }
}
