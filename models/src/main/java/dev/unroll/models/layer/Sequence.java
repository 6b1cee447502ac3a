package dev.unroll.models.layer;

import dev.unroll.autograd.Variable;
import dev.unroll.core.Checks;
import dev.unroll.kernels.RecurrentSequence;

/// What a layer reads over time: `T` steps of `N` rows, time-major. With `lengths` a row ends after
/// its own number of steps; what stands past it is padding, which no layer lets through, whatever
/// it holds.
public sealed interface Sequence {
  /// `T`, the steps.
  int steps();

  /// `N`, the rows.
  int batch();

  /// `[N]`, the steps of each row, 0 to T; null where all rows are T long. Not to be changed.
  int[] lengths();

  /// Tokens by id.
  ///
  /// @param ids `[T·N]`, time-major; padding, too, holds a valid id. Not to be changed before
  ///     backward
  /// @param steps `T`
  /// @param batch `N`
  /// @param lengths `[N]`, or null
  record Tokens(int[] ids, int steps, int batch, int[] lengths) implements Sequence {
    public Tokens {
      Checks.notNegative("steps", steps);
      Checks.notNegative("batch", batch);
      if (ids.length != (long) steps * batch) {
        throw new IllegalArgumentException(
            "ids: expected T·N = %d·%d, got %d".formatted(steps, batch, ids.length));
      }
      RecurrentSequence.checkLengths(lengths, batch, steps);
    }

    /// Tokens whose rows are all T long.
    public Tokens(int[] ids, int steps, int batch) {
      this(ids, steps, batch, null);
    }
  }

  /// Feature vectors.
  ///
  /// @param x `[T,N,C]`
  /// @param lengths `[N]`, or null
  record Features(Variable x, int[] lengths) implements Sequence {
    public Features {
      if (x.shape().rank() != 3) {
        throw new IllegalArgumentException("x: expected shape [T,N,C], got " + x.shape());
      }
      RecurrentSequence.checkLengths(lengths, x.shape().dimension(1), x.shape().dimension(0));
    }

    /// Feature vectors of rows that are all T long.
    public Features(Variable x) {
      this(x, null);
    }

    @Override
    public int steps() {
      return x.shape().dimension(0);
    }

    @Override
    public int batch() {
      return x.shape().dimension(1);
    }

    /// `C`.
    public int features() {
      return x.shape().dimension(2);
    }
  }
}
