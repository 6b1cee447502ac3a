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
    if (data == null) {
      throw new IllegalArgumentException("data: expected an array, got null");
    }
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
  ///
  /// @throws IllegalArgumentException if the tensor has no axis
  public static Matrix of(Tensor tensor) {
    int axes = tensor.shape().rank();
    if (axes == 0) {
      throw new IllegalArgumentException("expected a tensor with columns, got a single number");
    }
    long rows = 1;
    for (int axis = 0; axis < axes - 1; axis++) {
      rows = Math.min(rows, Integer.MAX_VALUE) * tensor.shape().dimension(axis);
    }
    int columns = tensor.shape().dimension(-1);
    return new Matrix(tensor.data(), tensor.offset(), Math.toIntExact(rows), columns, columns, 1);
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
  ///
  /// @throws IllegalArgumentException if they are not all columns of this matrix
  public Matrix columns(int from, int to) {
    checkRange("columns", from, to, columns);
    return new Matrix(data, offset + from * columnStride, rows, to - from, rowStride, columnStride);
  }

  /// The view on rows `from` (inclusive) to `to` (exclusive).
  ///
  /// @throws IllegalArgumentException if they are not all rows of this matrix
  public Matrix rows(int from, int to) {
    checkRange("rows", from, to, rows);
    return new Matrix(data, offset + from * rowStride, to - from, columns, rowStride, columnStride);
  }

  private static void checkRange(String what, int from, int to, int count) {
    if (from < 0 || from > to || to > count) {
      throw new IllegalArgumentException(
          "%s: expected a range within 0 to %d, got %d to %d".formatted(what, count, from, to));
    }
  }

  /// Whether a write to one of the two matrices can be seen in the other.
  public boolean overlaps(Matrix other) {
    if (data != other.data || isEmpty() || other.isEmpty()) {
      return false;
    }
    Matrix few = lines() <= other.lines() ? this : other;
    Matrix many = few == this ? other : this;
    long length = few.lineLength();
    long stride = Math.abs((long) many.lineStride());
    long first = many.offset + Math.min(0, (many.lines() - 1L) * many.lineStride());
    for (int line = 0; line < few.lines(); line++) {
      long from = few.offset + (long) line * few.lineStride();
      // the first of the many lines that ends behind the beginning of this one
      long before = from - many.lineLength() - first;
      long next = before < 0 ? 0 : stride == 0 ? many.lines() : before / stride + 1;
      if (next < many.lines() && first + next * stride < from + length) {
        return true;
      }
    }
    return false;
  }

  private boolean isEmpty() {
    return rows == 0 || columns == 0;
  }

  /// The runs of consecutive floats that a matrix consists of: its rows, or its columns if it is
  /// transposed.
  private int lines() {
    return columnStride == 1 ? rows : columns;
  }

  private int lineLength() {
    return columnStride == 1 ? columns : rows;
  }

  private int lineStride() {
    return columnStride == 1 ? rowStride : columnStride;
  }

  @Override
  public String toString() {
    return "Matrix[" + rows + " × " + columns + "]";
  }
}
