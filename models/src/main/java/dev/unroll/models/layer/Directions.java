package dev.unroll.models.layer;

/// Which way in time the layers of a [Recurrent] read.
public enum Directions {
  /// From the first step to the last.
  FORWARD,
  /// From each row's own last step to the first.
  REVERSE,
  /// Both ways, each with parameters of its own (Schuster and Paliwal 1997).
  BOTH
}
