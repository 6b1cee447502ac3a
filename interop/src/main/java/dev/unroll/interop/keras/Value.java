package dev.unroll.interop.keras;

import dev.unroll.core.Tensor;

/// What flows between layers.
///
/// @param tensor `[N, …]`, batch first; ids as whole floats
/// @param mask `[N·T]`, row by row, false for a step that is not there; null where all are
record Value(Tensor tensor, boolean[] mask) {
  static Value of(Tensor tensor) {
    return new Value(tensor, null);
  }

  /// The same mask on another tensor.
  Value with(Tensor other) {
    return new Value(other, mask);
  }
}
