package dev.unroll.kernels;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;

/// What a recurrent layer reads at every time step and batch row.
public sealed interface SequenceInput {
  /// Feature vectors.
  ///
  /// @param x `[T,N,C]`, not modified
  record Features(Tensor x) implements SequenceInput {}

  /// Tokens, one id a step and row: the same as one-hot feature vectors, bit for bit, but the input
  /// product is a look-up of columns of `weight_ih`.
  ///
  /// @param ids `[T·N]`, time-major, each from 0 to C − 1, not modified
  record Tokens(int[] ids) implements SequenceInput {}

  /// Requires this input to fit the shape.
  default void check(RecurrentShape shape) {
    switch (this) {
      case Features(Tensor x) ->
          Checks.shape("x [T,N,C]", x, shape.steps(), shape.batch(), shape.inputs());
      case Tokens(int[] ids) -> {
        Checks.present("ids", ids);
        if (ids.length != shape.steps() * shape.batch()) {
          throw new IllegalArgumentException(
              "ids: expected T·N = %d·%d, got %d"
                  .formatted(shape.steps(), shape.batch(), ids.length));
        }
        Checks.ids("ids", ids, shape.inputs());
      }
    }
  }
}
