package dev.unroll.models.layer;

import dev.unroll.autograd.Variable;

/// Looks on while recurrent layers work, for those who want to see what is within a model.
public interface Probe {
  /// Before a stack of layers reads a sequence.
  ///
  /// @return what it is to read: `x`, or the same numbers as a leaf, whose gradient can be looked at
  default Sequence before(Recurrent stack, Pass pass, Sequence x) {
    return x;
  }

  /// After each layer of a stack, in the order of the layers.
  default void after(Recurrent stack, Pass pass, Layer layer) {}

  /// One direction of one layer, in the order in which it reads: of the reverse direction from the end.
  ///
  /// @param index of the layer, from 0
  /// @param reverse whether it runs against time
  /// @param x what it read
  /// @param h0 null for zeros
  /// @param c0 null for zeros
  /// @param y its hidden states `[T,N,H]`
  record Layer(
      int index,
      boolean reverse,
      CellLayer cell,
      Sequence x,
      Variable h0,
      Variable c0,
      Variable y) {}
}
