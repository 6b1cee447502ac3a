package dev.unroll.models.data;

import dev.unroll.models.layer.Sequence;

/// A chunk of parallel streams of a text.
///
/// @param inputs what is read
/// @param targets `[T·N]` time-major, the token that follows each; [#NONE] where none is to be predicted
/// @param first whether the streams begin here: there is nothing before to carry on from
/// @param counted how many targets there are
public record TextBatch(Sequence.Tokens inputs, int[] targets, boolean first, int counted) {
  /// In place of a target that does not count.
  public static final int NONE = -1;
}
