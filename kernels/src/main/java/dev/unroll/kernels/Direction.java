package dev.unroll.kernels;

/// Which way a recurrent layer goes through time.
public enum Direction {
  /// From the first step to the last: the state before step t is that after step t − 1.
  FORWARD,
  /// From the last step to the first: the state before step t is that after step t + 1.
  REVERSE
}
