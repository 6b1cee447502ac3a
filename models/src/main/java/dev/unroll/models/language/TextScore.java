package dev.unroll.models.language;

/// How well a model predicts a text.
///
/// @param tokens the tokens that were predicted
/// @param nats the sum of their negative log-probabilities
public record TextScore(long tokens, double nats) {
  /// Cross-entropy, in nats a token; NaN for a text with nothing to predict.
  public double natsPerToken() {
    return nats / tokens;
  }

  /// Cross-entropy, in bits a token.
  public double bitsPerToken() {
    return natsPerToken() / Math.log(2);
  }

  /// `exp` of the cross-entropy.
  public double perplexity() {
    return Math.exp(natsPerToken());
  }
}
