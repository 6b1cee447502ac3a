package dev.unroll.autograd;

/// How long the buffers of a group of variables are theirs: until the next [Tape#reset], or until the
/// no-gradient mode in which they were made ends.
final class Lifetime {
  private final Lifetime outer;
  private boolean ended;

  /// @param outer the lifetime that this one cannot outlast; null for a tape's own
  Lifetime(Lifetime outer) {
    this.outer = outer;
  }

  void end() {
    ended = true;
  }

  boolean isOver() {
    return ended || (outer != null && outer.isOver());
  }
}
