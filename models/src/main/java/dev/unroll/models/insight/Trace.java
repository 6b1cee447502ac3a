package dev.unroll.models.insight;

import dev.unroll.core.Tensor;

/// What one quantity of one layer was after each token, in the order of the text.
///
/// @param layer from 0
/// @param reverse whether the layer runs against time
/// @param letter as in its equations: h, c, i, f, g, o, r, u, z, n
/// @param values `[T,H]`
public record Trace(int layer, boolean reverse, String letter, Tensor values) {
  /// `T`.
  public int steps() {
    return values.shape().dimension(0);
  }

  /// `H`.
  public int units() {
    return values.shape().dimension(1);
  }

  /// The value of a unit after a token.
  public float at(int step, int unit) {
    return values.data()[values.offset() + step * units() + unit];
  }

  /// Whether this is a gate, from 0 (closed) to 1 (open), rather than a state or a candidate for one.
  public boolean isGate() {
    return "iforuz".contains(letter);
  }

  /// As in `layer 0, c`.
  public String name() {
    return "layer %d%s, %s".formatted(layer, reverse ? " reverse" : "", letter);
  }
}
