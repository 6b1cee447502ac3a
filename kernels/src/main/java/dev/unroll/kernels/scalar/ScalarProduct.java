package dev.unroll.kernels.scalar;

/// The one loop behind every scalar product: chains of fused multiply-adds along `K`, in order.
final class ScalarProduct {
  private ScalarProduct() {}

  /// `C += A·B` of `A [M,K]` (any strides), `B [K,N]` and `C [M,N]` (both row-major):
  ///
  ///     c[m,n] ← fma(a[m,k], b[k,n], c[m,n])      for k = 0, 1, …, K − 1
  ///
  /// The innermost loop runs along a row of `B` and one of `C`, so that it streams through memory.
  static void add(
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int aRowStride,
      int aColumnStride,
      float[] b,
      int bOffset,
      int bRowStride,
      float[] c,
      int cOffset,
      int cRowStride) {
    for (int row = 0; row < m; row++) {
      int aRow = aOffset + row * aRowStride;
      int cRow = cOffset + row * cRowStride;
      for (int inner = 0; inner < k; inner++) {
        addScaledRow(n, a[aRow + inner * aColumnStride], b, bOffset + inner * bRowStride, c, cRow);
      }
    }
  }

  /// `c[j] ← fma(factor, b[j], c[j])`: a row's part of the product of a row vector and a matrix.
  private static void addScaledRow(
      int n, float factor, float[] b, int bOffset, float[] c, int cOffset) {
    for (int j = 0; j < n; j++) {
      c[cOffset + j] = Math.fma(factor, b[bOffset + j], c[cOffset + j]);
    }
  }

  /// `c += row·B` of one row vector of `K` elements and `B [K,N]` row-major.
  static void addRow(
      int n,
      int k,
      float[] row,
      int rowOffset,
      float[] b,
      int bOffset,
      int bRowStride,
      float[] c,
      int cOffset) {
    add(1, n, k, row, rowOffset, 0, 1, b, bOffset, bRowStride, c, cOffset, 0);
  }

  /// `to [columns,rows] = from [rows,columns]ᵀ`, both row-major and dense but for `fromRowStride`.
  static void transpose(
      int rows,
      int columns,
      float[] from,
      int fromOffset,
      int fromRowStride,
      float[] to,
      int toOffset) {
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < rows; row++) {
        to[toOffset + column * rows + row] = from[fromOffset + row * fromRowStride + column];
      }
    }
  }
}
