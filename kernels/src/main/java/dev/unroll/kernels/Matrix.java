package dev.unroll.kernels;

import dev.unroll.core.Tensor;

/// A matrix seen in an array: element `(r, c)` is `data[offset + r·rowStride + c·columnStride]`.
/// One of the strides is 1, so a matrix and its transpose are both views and no product needs a
/// transposition argument; the other may be negative, for rows or columns in reverse order.
///
/// @param data the array, shared, not copied
/// @param offset index of element (0, 0)
/// @param rows number of rows
/// @param columns number of columns
/// @param rowStride distance in the array between rows
/// @param columnStride distance in the array between columns
public record Matrix(
    float[] data, int offset, int rows, int columns, int rowStride, int columnStride) {

  public Matrix {
    if (rowStride != 1 && columnStride != 1) {
      throw new IllegalArgumentException(
          "expected a row or column stride of 1, got %d and %d".formatted(rowStride, columnStride));
    }
    if (rows < 0 || columns < 0 || offset < 0) {
      throw new IllegalArgumentException(
          "a matrix has no negative extents, got %d rows, %d columns, offset %d"
              .formatted(rows, columns, offset));
    }
    long acrossRows = (rows - 1L) * rowStride;
    long acrossColumns = (columns - 1L) * columnStride;
    long first = offset + Math.min(0, acrossRows) + Math.min(0, acrossColumns);
    long last = offset + Math.max(0, acrossRows) + Math.max(0, acrossColumns);
    if (rows > 0 && columns > 0 && (first < 0 || last >= data.length)) {
      throw new IllegalArgumentException(
          "a %d × %d matrix reaches from index %d to %d, the array has %d floats"
              .formatted(rows, columns, first, last, data.length));
    }
  }

  /// The whole tensor as a row-major matrix: the innermost axis makes the columns, all others the
  /// rows.
  public static Matrix of(Tensor tensor) {
    int columns = tensor.shape().dimension(-1);
    int rows = columns == 0 ? 0 : tensor.elements() / columns;
    return new Matrix(tensor.data(), tensor.offset(), rows, columns, columns, 1);
  }

  /// A row-major matrix.
  public static Matrix rowMajor(float[] data, int offset, int rows, int columns, int rowStride) {
    return new Matrix(data, offset, rows, columns, rowStride, 1);
  }

  /// The transposed view.
  public Matrix transpose() {
    return new Matrix(data, offset, columns, rows, columnStride, rowStride);
  }

  /// The view on a row-major matrix with its rows in reverse order, last row first.
  public Matrix reversed() {
    int last = rows == 0 ? offset : offset + (rows - 1) * rowStride;
    return new Matrix(data, last, rows, columns, -rowStride, columnStride);
  }

  /// The view on columns `from` (inclusive) to `to` (exclusive).
  public Matrix columns(int from, int to) {
    return new Matrix(data, offset + from * columnStride, rows, to - from, rowStride, columnStride);
  }

  /// The view on rows `from` (inclusive) to `to` (exclusive).
  public Matrix rows(int from, int to) {
    return new Matrix(data, offset + from * rowStride, to - from, columns, rowStride, columnStride);
  }

  @Override
  public String toString() {
    return "Matrix[" + rows + " × " + columns + "]";
  }
}
