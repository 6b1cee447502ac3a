package dev.unroll.kernels.vector;

import static dev.unroll.kernels.vector.Panels.WIDTH;
import static dev.unroll.kernels.vector.Tiles.ROWS;

import java.util.Arrays;

/// The operands of a product with packed columns, of any extents:
///
///     C = S + X·W + U·R        S [M,n], X [M,kx], W [kx,n], U [M,ku], R [ku,n]
///
/// `W` and `R` stand below one another in panels (see [Panels]). A product without `X` has `kx = 0`;
/// `S` is `C` itself, or one row for all rows. Columns past the last full panel go through a small
/// scratch tile, so nothing outside of `C` is ever written. Mutable, so that it can be reused; once
/// set, threads may share it.
final class PackedProduct {
  /// Floats of the scratch tile that each thread needs.
  static final int SCRATCH = 8 * WIDTH;

  private int n;
  private float[] panels;
  private int panelsAt;
  private int panelStride;
  private float[] start;
  private int startStride;
  private int kx;
  private float[] x;
  private int xStride;
  private int ku;
  private float[] u;
  private int uStride;
  private float[] c;
  private int cStride;
  private float[] scratch;

  /// `n` columns in panels of `depth` rows each, the first of which is at `panelsAt`.
  PackedProduct columns(int n, float[] panels, int panelsAt, int depth) {
    this.n = n;
    this.panels = panels;
    this.panelsAt = panelsAt;
    panelStride = depth * WIDTH;
    return this;
  }

  /// All rows start from one row; what follows it in the array, up to a whole panel, is read but does not
  /// matter.
  PackedProduct startRow(float[] start) {
    this.start = start;
    startStride = 0;
    return this;
  }

  /// The rows of `X`.
  PackedProduct x(int kx, float[] x, int xStride) {
    this.kx = kx;
    this.x = x;
    this.xStride = xStride;
    return this;
  }

  /// The rows of `U`.
  PackedProduct u(int ku, float[] u, int uStride) {
    this.ku = ku;
    this.u = u;
    this.uStride = uStride;
    return this;
  }

  /// Where the result goes, and each thread's [#SCRATCH] floats of scratch.
  PackedProduct result(float[] c, int cStride, float[] scratch) {
    this.c = c;
    this.cStride = cStride;
    this.scratch = scratch;
    return this;
  }

  /// Lets go of what belongs to the caller.
  void clear() {
    panels = start = x = u = c = scratch = null;
    kx = ku = 0;
  }

  int panelCount() {
    return Panels.count(n);
  }

  /// Overwrites `m` rows of the result, from `cAt` on, with zeros.
  void clearRows(int m, int cAt) {
    for (int row = 0; row < m; row++) {
      int at = cAt + row * cStride;
      Arrays.fill(c, at, at + n, 0f);
    }
  }

  /// `m` rows times panels `from` to `to`, the rows beginning at `xAt`, `uAt` and `cAt` in their arrays.
  ///
  /// @param startAt where the row that all start from begins, ignored where they start from `C`
  /// @param scratchAt where the thread's scratch begins
  void rows(int m, int startAt, int xAt, int uAt, int cAt, int from, int to, int scratchAt) {
    int full = Math.min(to, n / WIDTH);
    int panel = from;
    if (m == 1) {
      for (; panel + 3 < full; panel += 4) {
        row(panel, startAt, xAt, uAt, cAt + panel * WIDTH);
      }
    }
    for (; panel < full; panel++) {
      panel(m, panel, startAt, xAt, uAt, c, cAt + panel * WIDTH, cStride);
    }
    if (panel < to) {
      edge(m, panel, startAt, xAt, uAt, cAt + panel * WIDTH, scratchAt);
    }
  }

  /// One row by four panels.
  private void row(int panel, int startAt, int xAt, int uAt, int to) {
    float[] from = start;
    int fromAt = startAt + panel * WIDTH;
    if (from == null) {
      from = c;
      fromAt = to;
    }
    int source = panelsAt + panel * panelStride;
    if (kx > 0) {
      Tiles.row1Wide(from, fromAt, kx, x, xAt, panels, source, panelStride, c, to);
      from = c;
      fromAt = to;
    }
    int rest = source + kx * WIDTH;
    Tiles.row1Wide(from, fromAt, ku, u, uAt, panels, rest, panelStride, c, to);
  }

  /// The last panel, some columns of which are padding.
  private void edge(int m, int panel, int startAt, int xAt, int uAt, int target, int scratchAt) {
    int columns = n - panel * WIDTH;
    for (int row = 0; row < m; row += ROWS) {
      int count = Math.min(ROWS, m - row);
      int rowTarget = target + row * cStride;
      copy(count, columns, c, rowTarget, cStride, scratch, scratchAt, WIDTH);
      int x = xAt + row * xStride;
      panel(count, panel, startAt, x, uAt + row * uStride, scratch, scratchAt, WIDTH);
      copy(count, columns, scratch, scratchAt, WIDTH, c, rowTarget, cStride);
    }
  }

  /// `m` rows by one panel, a tile at a time: first `X`, then `U` while the tile is near.
  private void panel(
      int m, int panel, int startAt, int xAt, int uAt, float[] to, int toAt, int toStride) {
    int source = panelsAt + panel * panelStride;
    int fromAt = startAt + panel * WIDTH;
    int row = 0;
    while (row < m) {
      int rows = tileRows(m - row);
      int target = toAt + row * toStride;
      float[] from = start == null ? to : start;
      int at = start == null ? target : fromAt;
      int stride = start == null ? toStride : 0;
      if (kx > 0) {
        int xRow = xAt + row * xStride;
        tile(rows, from, at, stride, kx, x, xRow, xStride, source, to, target, toStride);
        from = to;
        at = target;
        stride = toStride;
      }
      if (ku > 0) {
        int rest = source + kx * WIDTH;
        int uRow = uAt + row * uStride;
        tile(rows, from, at, stride, ku, u, uRow, uStride, rest, to, target, toStride);
      }
      row += rows;
    }
  }

  /// The rows of the next tile where `left` rows are left.
  private static int tileRows(int left) {
    return left >= ROWS ? ROWS : left >= 4 ? 4 : left >= 2 ? 2 : 1;
  }

  private void tile(
      int rows,
      float[] from,
      int fromAt,
      int fromStride,
      int k,
      float[] a,
      int aAt,
      int aStride,
      int panelAt,
      float[] to,
      int toAt,
      int toStride) {
    switch (rows) {
      case 8 ->
          Tiles.rows8(
              from, fromAt, fromStride, k, a, aAt, aStride, panels, panelAt, to, toAt, toStride);
      case 4 ->
          Tiles.rows4(
              from, fromAt, fromStride, k, a, aAt, aStride, panels, panelAt, to, toAt, toStride);
      case 2 ->
          Tiles.rows2(
              from, fromAt, fromStride, k, a, aAt, aStride, panels, panelAt, to, toAt, toStride);
      default -> Tiles.rows1(from, fromAt, k, a, aAt, panels, panelAt, to, toAt);
    }
  }

  static void copy(
      int rows,
      int columns,
      float[] from,
      int fromAt,
      int fromStride,
      float[] to,
      int toAt,
      int toStride) {
    for (int row = 0; row < rows; row++) {
      System.arraycopy(from, fromAt + row * fromStride, to, toAt + row * toStride, columns);
    }
  }
}
