package dev.unroll.kernels.scalar;

import dev.unroll.kernels.shared.Fma;

/// The one loop behind every scalar product: chains of fused multiply-adds along `K`, in order.
final class ScalarProduct {
  private ScalarProduct() {}

  /// Rows of `B` that all rows of `A` meet before the next ones, so that they stay in a cache.
  private static final int BLOCK = 64;

  /// `C += A·B` of `A [M,K]` (any strides), `B [K,N]` and `C [M,N]` (both row-major):
  ///
  ///     c[m,n] ← fma(a[m,k], b[k,n], c[m,n])      for k = 0, 1, …, K − 1
  ///
  /// The innermost loop runs along a row of `B` and one or two of `C`, so that it streams through memory.
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
    for (int from = 0; from < k; from += BLOCK) {
      int depth = Math.min(BLOCK, k - from);
      int aBlock = aOffset + from * aColumnStride;
      int bBlock = bOffset + from * bRowStride;
      int row = 0;
      for (; row + 2 <= m; row += 2) {
        addTwoRows(
            n,
            depth,
            a,
            aBlock + row * aRowStride,
            aRowStride,
            aColumnStride,
            b,
            bBlock,
            bRowStride,
            c,
            cOffset + row * cRowStride,
            cRowStride);
      }
      if (row < m) {
        addRow(
            n,
            depth,
            a,
            aBlock + row * aRowStride,
            aColumnStride,
            b,
            bBlock,
            bRowStride,
            c,
            cOffset + row * cRowStride);
      }
    }
  }

  private static void addTwoRows(
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
    int inner = 0;
    for (; inner + 4 <= k; inner += 4) {
      int aAt = aOffset + inner * aColumnStride;
      int bAt = bOffset + inner * bRowStride;
      addFourScaledRowsTwice(
          n, a, aAt, aRowStride, aColumnStride, b, bAt, bRowStride, c, cOffset, cRowStride);
    }
    for (; inner < k; inner++) {
      int aAt = aOffset + inner * aColumnStride;
      int bAt = bOffset + inner * bRowStride;
      addScaledRow(n, a[aAt], b, bAt, c, cOffset);
      addScaledRow(n, a[aAt + aRowStride], b, bAt, c, cOffset + cRowStride);
    }
  }

  private static void addRow(
      int n,
      int k,
      float[] a,
      int aOffset,
      int aStride,
      float[] b,
      int bOffset,
      int bRowStride,
      float[] c,
      int cOffset) {
    int inner = 0;
    for (; inner + 4 <= k; inner += 4) {
      int aAt = aOffset + inner * aStride;
      int bAt = bOffset + inner * bRowStride;
      addFourScaledRows(n, a, aAt, aStride, b, bAt, bRowStride, c, cOffset);
    }
    for (; inner < k; inner++) {
      addScaledRow(n, a[aOffset + inner * aStride], b, bOffset + inner * bRowStride, c, cOffset);
    }
  }

  /// Four links of each chain of two rows at once, for which each row of `B` is loaded once.
  private static void addFourScaledRowsTwice(
      int n,
      float[] a,
      int aOffset,
      int aRowStride,
      int aColumnStride,
      float[] b,
      int bOffset,
      int bStride,
      float[] c,
      int cOffset,
      int cStride) {
    int aNext = aOffset + aRowStride;
    float a0 = a[aOffset];
    float a1 = a[aOffset + aColumnStride];
    float a2 = a[aOffset + 2 * aColumnStride];
    float a3 = a[aOffset + 3 * aColumnStride];
    float d0 = a[aNext];
    float d1 = a[aNext + aColumnStride];
    float d2 = a[aNext + 2 * aColumnStride];
    float d3 = a[aNext + 3 * aColumnStride];
    int b1 = bOffset + bStride;
    int b2 = b1 + bStride;
    int b3 = b2 + bStride;
    int cNext = cOffset + cStride;
    for (int j = 0; j < n; j++) {
      float e0 = b[bOffset + j];
      float e1 = b[b1 + j];
      float e2 = b[b2 + j];
      float e3 = b[b3 + j];
      float chain = Fma.fma(a0, e0, c[cOffset + j]);
      float other = Fma.fma(d0, e0, c[cNext + j]);
      chain = Fma.fma(a1, e1, chain);
      other = Fma.fma(d1, e1, other);
      chain = Fma.fma(a2, e2, chain);
      other = Fma.fma(d2, e2, other);
      c[cOffset + j] = Fma.fma(a3, e3, chain);
      c[cNext + j] = Fma.fma(d3, e3, other);
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
    addRow(n, k, row, rowOffset, 1, b, bOffset, bRowStride, c, cOffset);
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
