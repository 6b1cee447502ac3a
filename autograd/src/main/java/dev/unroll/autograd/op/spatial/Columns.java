package dev.unroll.autograd.op.spatial;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;

/// How the windows of one row of the batch are laid out as the columns of a matrix `[C·K, P]`: row c·K + k
/// holds element k of each window in channel c. P is the number of windows or, where the layout has columns
/// that belong to none, more.
interface Columns {
  /// `P`.
  int positions();

  /// Overwrites `columns [C·K, P]` with the windows of row n of `x`.
  void read(Tensor x, int n, float[] columns, Workspace workspace);

  /// Overwrites what belongs to no window in the first `rows` rows of `columns` with zeros.
  void blank(int rows, float[] columns);

  /// Adds each number of `columns` to where it came from in row n of `dx`.
  void addBack(float[] columns, Tensor dx, int n, Workspace workspace);

  /// Row n of `y [N,O,...]` from `rows [O, P]`.
  void collect(float[] rows, Tensor y, int n);

  /// Row n of `dy [N,O,...]` as `rows [O, P]`, 0 in columns that belong to no window.
  void spread(Tensor dy, int n, float[] rows);

  /// The quickest layout for windows over inputs of the shape of `x`.
  static Columns of(Window window, Tensor x, int[] outputs) {
    return window.dense()
        ? new PlaneColumns(window, x.shape(), outputs)
        : new RunColumns(window, outputs);
  }
}
