package dev.unroll.models.layer;

/// What a recurrent layer starts from where it is given no state.
public enum InitialState {
  /// Zeros.
  ZERO,
  /// Parameters, the same for all rows.
  LEARNED
}
