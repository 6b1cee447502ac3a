package dev.unroll.models.layer;

/// How the outputs of the two directions of a layer become one.
public enum Merge {
  /// One after the other, forward, then reverse: twice as wide.
  CONCATENATE,
  /// Added.
  ADD
}
