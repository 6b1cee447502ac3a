package dev.unroll.models.layer;

/// How the outputs of recurrent layers over a whole sequence become one vector.
public enum Summary {
  /// The top layer's last states, those of both directions one after the other.
  LAST,
  /// The mean over the steps.
  MEAN,
  /// The greatest number of each element over the steps.
  MAX,
  /// The mean weighted by attention: see [Summarizer].
  ATTENTION
}
