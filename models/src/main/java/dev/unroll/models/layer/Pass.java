package dev.unroll.models.layer;

import dev.unroll.autograd.Tape;
import dev.unroll.core.RandomStream;
import java.util.Objects;

/// One use of a model.
///
/// @param tape what it records on
/// @param random what dropout draws from; null outside training, where nothing is dropped
/// @param probe what looks on; null for nobody
public record Pass(Tape tape, RandomStream random, Probe probe) {
  public Pass {
    Objects.requireNonNull(tape, "tape");
  }

  /// A pass that nobody looks on.
  public Pass(Tape tape, RandomStream random) {
    this(tape, random, null);
  }

  /// A pass outside training.
  public static Pass reading(Tape tape) {
    return new Pass(tape, null);
  }

  /// Whether this is part of training.
  public boolean training() {
    return random != null;
  }
}
