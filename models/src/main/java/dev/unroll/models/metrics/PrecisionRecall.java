package dev.unroll.models.metrics;

/// How well things of one kind were found. A quotient of 0 by 0 counts as 0.
///
/// @param found how many of those predicted are right
/// @param predicted how many were predicted
/// @param actual how many there are
public record PrecisionRecall(long found, long predicted, long actual) {
  /// Nothing predicted, nothing there.
  public static final PrecisionRecall NONE = new PrecisionRecall(0, 0, 0);

  /// Both together.
  public PrecisionRecall plus(PrecisionRecall other) {
    return new PrecisionRecall(
        found + other.found, predicted + other.predicted, actual + other.actual);
  }

  /// The share of the predicted that are right.
  public double precision() {
    return predicted == 0 ? 0 : (double) found / predicted;
  }

  /// The share of the actual that were found.
  public double recall() {
    return actual == 0 ? 0 : (double) found / actual;
  }

  /// The harmonic mean of [#precision] and [#recall], 2·found / (predicted + actual).
  public double f1() {
    return predicted + actual == 0 ? 0 : 2.0 * found / (predicted + actual);
  }
}
