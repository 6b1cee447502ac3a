package dev.unroll.kernels.scalar;

import dev.unroll.kernels.shared.Fma;

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
      int inner = 0;
      for (; inner + 4 <= k; inner += 4) {
        int aAt = aRow + inner * aColumnStride;
        int bAt = bOffset + inner * bRowStride;
        addFourScaledRows(n, a, aAt, aColumnStride, b, bAt, bRowStride, c, cRow);
      }
      for (; inner < k; inner++) {
        addScaledRow(n, a[aRow + inner * aColumnStride], b, bOffset + inner * bRowStride, c, cRow);
      }
    }
  }

  /// Four links of each chain at once, which loads and stores `c` once for four multiply-adds.
  private static void addFourScaledRows(
      int n,
      float[] a,
      int aOffset,
      int aStride,
      float[] b,
      int bOffset,
      int bStride,
      float[] c,
      int cOffset) {
    float a0 = a[aOffset];
    float a1 = a[aOffset + aStride];
    float a2 = a[aOffset + 2 * aStride];
    float a3 = a[aOffset + 3 * aStride];
    int b1 = bOffset + bStride;
    int b2 = b1 + bStride;
    int b3 = b2 + bStride;
    for (int j = 0; j < n; j++) {
      float chain = Fma.fma(a0, b[bOffset + j], c[cOffset + j]);
      chain = Fma.fma(a1, b[b1 + j], chain);
      chain = Fma.fma(a2, b[b2 + j], chain);
      c[cOffset + j] = Fma.fma(a3, b[b3 + j], chain);
    }
  }

  /// `c[j] ← fma(factor, b[j], c[j])`: one link.
  private static void addScaledRow(
      int n, float factor, float[] b, int bOffset, float[] c, int cOffset) {
    for (int j = 0; j < n; j++) {
      c[cOffset + j] = Fma.fma(factor, b[bOffset + j], c[cOffset + j]);
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
