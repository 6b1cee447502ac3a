package dev.unroll.kernels.shared;

import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.Workers;

/// A kernel whose products go several ways through its code, each of which the virtual machine compiles by itself.
public interface GemmWays {
  /// A way.
  enum Way {
    /// `B` is packed, and tiles of several rows meet its panels.
    BLOCKED,
    /// `B` is packed, and one row meets several of its panels at once.
    ONE_ROW,
    /// `A` and `B` are read where they are, tile by tile.
    IN_PLACE,
    /// `B` is read where it is, row by row.
    FEW_ROWS
  }

  /// The way of `A·B`, which is added to the result if `add`.
  Way way(Matrix a, Matrix b, boolean add, Workers workers);
}
