package dev.unroll.interop.onnx.operator;

import dev.unroll.interop.onnx.run.Context;
import dev.unroll.kernels.Matrix;
import java.util.ArrayList;
import java.util.List;

/// The matrices that an operator hands to kernels, in the order in which it does so: the same as in the
/// last run of these shapes, they are not made again.
final class Matrices {
  /// Beyond these a run makes them anew.
  private static final int MOST = 1 << 12;

  private final List<Matrix> known = new ArrayList<>();
  private int next;

  /// Those of the current signature, at the first.
  static Matrices begin(Kept<Matrices> kept, Context context) {
    Matrices matrices = kept.get(context);
    if (matrices == null) {
      matrices = kept.set(context, new Matrices());
    }
    matrices.next = 0;
    return matrices;
  }

  /// A row-major matrix without gaps.
  Matrix of(float[] data, int offset, int rows, int columns) {
    return of(data, offset, rows, columns, columns, 1);
  }

  /// A row-major matrix without gaps, or the view on it with its axes exchanged.
  ///
  /// @param rows those of the result
  Matrix of(float[] data, int offset, int rows, int columns, boolean transposed) {
    return transposed
        ? of(data, offset, rows, columns, 1, rows)
        : of(data, offset, rows, columns, columns, 1);
  }

  /// Any matrix.
  Matrix of(float[] data, int offset, int rows, int columns, int rowStride, int columnStride) {
    int at = next++;
    Matrix last = at < known.size() ? known.get(at) : null;
    if (last != null
        && last.data() == data
        && last.offset() == offset
        && last.rows() == rows
        && last.columns() == columns
        && last.rowStride() == rowStride
        && last.columnStride() == columnStride) {
      return last;
    }
    Matrix made = new Matrix(data, offset, rows, columns, rowStride, columnStride);
    if (last != null) {
      known.set(at, made);
    } else if (at == known.size() && at < MOST) {
      known.add(made);
    }
    return made;
  }
}
