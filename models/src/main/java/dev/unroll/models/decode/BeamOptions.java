package dev.unroll.models.decode;

import dev.unroll.core.Checks;

/// How a beam search goes.
///
/// @param width hypotheses that are carried on at each step
/// @param best how many to return, at most `width`
/// @param lengthPenalty α in `score = ln p / length^α`: 0 prefers short texts, 1 ranks by the mean of the
///     tokens' ln p, above 1 prefers long ones
public record BeamOptions(int width, int best, float lengthPenalty) {
  public BeamOptions {
    Checks.positive("beam width", width);
    Checks.positive("n-best", best);
    if (best > width) {
      throw new IllegalArgumentException(
          "n-best: expected at most the beam's width of %d, got %d".formatted(width, best));
    }
    Checks.within("length penalty", lengthPenalty, 0, 10);
  }

  /// The best of `width` hypotheses, ranked by the mean of their tokens' ln p.
  public static BeamOptions of(int width) {
    return new BeamOptions(width, 1, 1);
  }
}
