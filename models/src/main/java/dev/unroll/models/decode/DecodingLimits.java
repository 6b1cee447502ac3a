package dev.unroll.models.decode;

import dev.unroll.core.Checks;

/// When a text ends.
///
/// @param end the end token, or [#NO_END] for a model that has none
/// @param maximumLength tokens to write at most, the end token included
public record DecodingLimits(int end, int maximumLength) {
  /// As the end token: there is none.
  public static final int NO_END = -1;

  public DecodingLimits {
    if (end < NO_END) {
      throw new IllegalArgumentException(
          "end: expected the end token's id, or -1 for none, got " + end);
    }
    Checks.positive("maximum length", maximumLength);
  }
}
