package dev.unroll.kernels.vector.gemm;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.REGISTERS;
import static dev.unroll.kernels.vector.gemm.Blocking.KC;
import static dev.unroll.kernels.vector.gemm.Blocking.LDA;
import static dev.unroll.kernels.vector.gemm.Blocking.MC;
import static dev.unroll.kernels.vector.gemm.Blocking.MR;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;
import static dev.unroll.kernels.vector.gemm.Blocking.TALL;

import dev.unroll.kernels.vector.Caches;

/// A product with packed columns (the macro-kernel of BLIS, and the matrix-vector product), of any extents:
///
///     C = S + X·W + U·R        S [M,n], X [M,kx], W [kx,n], U [M,ku], R [ku,n]
///
/// `W` and `R` stand below one another in panels (see [PackB]). A product without `X` has `kx = 0`;
/// `S` is `C` itself, or one row for all rows. Rows of `X` and `U` are copied side by side to the fixed
/// distance that tiles want, a small part of the work. Columns past the last full panel go through a
/// scratch tile, or are stored with what stands beside them and that is put back: nothing outside of the
/// rows at hand is ever written. Mutable, so that it can be reused; once set, threads may share it.
public final class MacroKernel {
  /// Panels of no more floats than these, half of L2, come from there, where six or eight at once are read a
  /// tenth to a third faster than four; from L3 a tenth slower.
  private static final int IN_L2 = Caches.L2 / Float.BYTES / 2;

  /// Floats of the tile at the start of a thread's scratch: columns past the last full panel go there.
  private static final int TILE = TALL * NR;

  private int n;
  private float[] panels;
  private int panelsAt;
  private int panelStride;
  private int above;
  private float[] start;
  private int kx;
  private float[] x;
  private int xStride;
  private int ku;
  private float[] u;
  private int uStride;
  private float[] c;
  private int cStride;
  private float[] scratch;

  /// A product that has no operands yet.
  public MacroKernel() {}

  /// `n` columns in panels of `depth` rows each, the first of which is at `panelsAt`; the product's are
  /// those below `above` others.
  public MacroKernel columns(int n, float[] panels, int panelsAt, int depth, int above) {
    this.n = n;
    this.panels = panels;
    this.panelsAt = panelsAt;
    this.above = above;
    panelStride = depth * NR;
    return this;
  }

  /// All rows start from one row; what follows it in the array, up to a whole panel, is read but does not
  /// matter.
  public MacroKernel startRow(float[] start) {
    this.start = start;
    return this;
  }

  /// The rows of `X`.
  public MacroKernel x(int kx, float[] x, int xStride) {
    this.kx = kx;
    this.x = x;
    this.xStride = xStride;
    return this;
  }

  /// The rows of `U`.
  public MacroKernel u(int ku, float[] u, int uStride) {
    this.ku = ku;
    this.u = u;
    this.uStride = uStride;
    return this;
  }

  /// Where the result goes, and the threads' scratch (see [#scratchLength]).
  public MacroKernel result(float[] c, int cStride, float[] scratch) {
    this.c = c;
    this.cStride = cStride;
    this.scratch = scratch;
    return this;
  }

  /// Lets go of what belongs to the caller.
  public void clear() {
    panels = start = x = u = c = scratch = null;
    kx = ku = 0;
  }

  /// The floats of scratch that each thread needs for at most `m` rows at a time.
  public static int scratchLength(int m) {
    return TILE + Math.min(MC, m) * LDA;
  }

  /// The panels of all columns.
  public int panelCount() {
    return PackB.count(n);
  }

  /// `m` rows times panels `from` to `to`, the rows beginning at `xAt`, `uAt` and `cAt` in their arrays.
  ///
  /// @param startAt where the row that all start from begins, ignored where they start from `C`
  /// @param scratchAt where the thread's scratch begins
  public void rows(int m, int startAt, int xAt, int uAt, int cAt, int from, int to, int scratchAt) {
    if (m == 1) {
      row(startAt, xAt, uAt, cAt, from, to, scratchAt);
      return;
    }
    int k = kx + ku;
    for (int row = 0; row < m; row += MC) {
      int rows = Math.min(MC, m - row);
      for (int depth = 0; depth < k; depth += KC) {
        int length = Math.min(KC, k - depth);
        gather(rows, depth, length, xAt + row * xStride, uAt + row * uStride, scratchAt + TILE);
        int target = cAt + row * cStride;
        for (int panel = from; panel < to; panel++) {
          panel(rows, panel, depth, length, startAt, target + panel * NR, scratchAt);
        }
      }
    }
  }

  /// `m` rows times panels `from` to `to`, where `before` rows come before those that begin at `xAt`, `uAt` and `cAt`.
  public void allRows(
      int before, int m, int startAt, int xAt, int uAt, int cAt, int from, int to, int scratchAt) {
    rows(
        m,
        startAt,
        xAt - before * xStride,
        uAt - before * uStride,
        cAt - before * cStride,
        from,
        to,
        scratchAt);
  }

  /// Copies elements `depth` to `depth + length` of rows of `[X, U]` to the fixed distance of tiles.
  private void gather(int rows, int depth, int length, int xAt, int uAt, int to) {
    int ofX = Math.clamp(kx - depth, 0, length);
    for (int row = 0; row < rows; row++) {
      int target = to + row * LDA;
      if (ofX > 0) {
        System.arraycopy(x, xAt + row * xStride + depth, scratch, target, ofX);
      }
      if (ofX < length) {
        int source = uAt + row * uStride + depth + ofX - kx;
        System.arraycopy(u, source, scratch, target + ofX, length - ofX);
      }
    }
  }

  /// The rows in scratch by one panel, tile after tile.
  private void panel(int m, int panel, int depth, int length, int startAt, int cAt, int scratchAt) {
    int columns = Math.min(NR, n - panel * NR);
    int width = PackB.width(n, panel);
    int panelAt = panelsAt + panel * panelStride + (above + depth) * width;
    boolean fromRow = depth == 0 && start != null;
    int row = 0;
    while (row < m) {
      int rows = width == NR ? tileRows(m - row) : narrowTileRows(m - row);
      int a = scratchAt + TILE + row * LDA;
      int target = cAt + row * cStride;
      float[] to = c;
      int toAt = target;
      int stride = cStride;
      // where rows follow one another without a gap, what a tile spoils past a row's end is the
      // next row, which is stored after it, or past the last one what is put back
      int spoiled = width - columns;
      int left = (m - row - rows) * cStride;
      boolean inPlace = spoiled == 0 || cStride == columns && left >= spoiled;
      int end = target + (rows - 1) * cStride + columns;
      if (inPlace) {
        System.arraycopy(c, end, scratch, scratchAt, spoiled);
      } else {
        if (!fromRow) {
          copy(rows, columns, c, target, cStride, scratch, scratchAt, NR);
        }
        to = scratch;
        toAt = scratchAt;
        stride = NR;
      }
      float[] from = fromRow ? start : to;
      int fromAt = fromRow ? startAt + panel * NR : toAt;
      int fromStride = fromRow ? 0 : stride;
      if (width == NR) {
        tile(rows, from, fromAt, fromStride, length, a, panelAt, to, toAt, stride);
      } else {
        narrowTile(rows, from, fromAt, fromStride, length, a, panelAt, to, toAt, stride);
      }
      if (inPlace) {
        System.arraycopy(scratch, scratchAt, c, end, spoiled);
      } else {
        copy(rows, columns, scratch, scratchAt, NR, c, target, cStride);
      }
      row += rows;
    }
  }

  /// The rows of the next tile where `left` rows are left. Where there are tall tiles they come first, but for what two of eight
  /// hold: up to four rows take as long as four, since a step waits for the one before it. Where there are tiles of all
  /// heights, the last rows are shared out evenly over two; the others come by six, whose tiles have the fewest instructions for
  /// each multiply-add.
  private static int tileRows(int left) {
    if (MR == 8) {
      boolean tall = left >= TALL && (left < 16 || left >= 20);
      return tall ? TALL : left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
    }
    return left >= 2 * MR ? MR : left > MR ? (left + 1) / 2 : left;
  }

  /// The same where a tile is one vector wide.
  private static int narrowTileRows(int left) {
    return left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
  }

  private void tile(
      int rows,
      float[] from,
      int fromAt,
      int fromStride,
      int k,
      int a,
      int panelAt,
      float[] to,
      int toAt,
      int toStride) {
    if (MR == 6 && rows > 2) {
      fencedTile(rows, from, fromAt, fromStride, k, a, panelAt, to, toAt, toStride);
      return;
    }
    switch (rows) {
      case TALL ->
          MicroKernel.rows12(
              from, fromAt, fromStride, k, scratch, a, panels, panelAt, to, toAt, toStride);
      case 8 ->
          MicroKernel.rows8(
              from, fromAt, fromStride, k, scratch, a, panels, panelAt, to, toAt, toStride);
      case 4 ->
          MicroKernel.rows4(
              from, fromAt, fromStride, k, scratch, a, panels, panelAt, to, toAt, toStride);
      case 2 ->
          MicroKernel.rows2(
              from, fromAt, fromStride, k, scratch, a, panels, panelAt, to, toAt, toStride);
      default -> MicroKernel.rows1(from, fromAt, k, scratch, a, panels, panelAt, to, toAt);
    }
  }

  private void fencedTile(
      int rows,
      float[] from,
      int fromAt,
      int fromStride,
      int k,
      int a,
      int panelAt,
      float[] to,
      int toAt,
      int toStride) {
    switch (rows) {
      case 6 ->
          FencedMicroKernel.rows6(
              from, fromAt, fromStride, k, scratch, a, panels, panelAt, to, toAt, toStride);
      case 5 ->
          FencedMicroKernel.rows5(
              from, fromAt, fromStride, k, scratch, a, panels, panelAt, to, toAt, toStride);
      case 4 ->
          FencedMicroKernel.rows4(
              from, fromAt, fromStride, k, scratch, a, panels, panelAt, to, toAt, toStride);
      default ->
          FencedMicroKernel.rows3(
              from, fromAt, fromStride, k, scratch, a, panels, panelAt, to, toAt, toStride);
    }
  }

  private void narrowTile(
      int rows,
      float[] from,
      int fromAt,
      int fromStride,
      int k,
      int a,
      int panelAt,
      float[] to,
      int toAt,
      int toStride) {
    switch (rows) {
      case 8 ->
          HalfMicroKernel.rows8(
              from, fromAt, fromStride, k, scratch, a, panels, panelAt, to, toAt, toStride);
      case 4 ->
          HalfMicroKernel.rows4(
              from, fromAt, fromStride, k, scratch, a, panels, panelAt, to, toAt, toStride);
      case 2 ->
          HalfMicroKernel.rows2(
              from, fromAt, fromStride, k, scratch, a, panels, panelAt, to, toAt, toStride);
      default -> HalfMicroKernel.rows1(from, fromAt, k, scratch, a, panels, panelAt, to, toAt);
    }
  }

  /// One row (GEMV), in place: it is read once for some panels.
  private void row(int startAt, int xAt, int uAt, int cAt, int from, int to, int scratchAt) {
    boolean inL2 = panelCount() * panelStride <= IN_L2;
    int full = Math.min(to, n / NR);
    int beside = 0;
    if (full < to && full - from >= 3 && PackB.width(n, full) == LANES) {
      beside = inL2 && (full - from == 6 || full - from >= 9) ? 6 : 3;
    }
    int last = full - beside;
    int panel = from;
    while (last - panel >= 3) {
      int count = panelsAtOnce(last - panel, inL2);
      panelsOfRow(count, false, panel, startAt, xAt, uAt, cAt, scratchAt);
      panel += count;
    }
    for (; panel < last; panel++) {
      panelOfRow(panel, startAt, xAt, uAt, cAt, scratchAt);
    }
    if (beside > 0) {
      panelsOfRow(beside, true, last, startAt, xAt, uAt, cAt, scratchAt);
    } else if (full < to) {
      panelOfRow(full, startAt, xAt, uAt, cAt, scratchAt);
    }
  }

  /// How many of at least three panels a row takes next, so that at least three are left, or none, but for
  /// five. Eight need 32 registers: with 16 they are slower than four and four.
  private static int panelsAtOnce(int left, boolean inL2) {
    if (inL2 && REGISTERS == 32 && (left == 8 || left == 11)) {
      return 8;
    }
    if (inL2 && (left == 6 || left >= 9 && left != 11)) {
      return 6;
    }
    return left % 4 == 0 ? 4 : 3;
  }

  /// Three, four, six or eight whole panels, and beside three or six the narrow one.
  private void panelsOfRow(
      int count, boolean narrow, int panel, int startAt, int xAt, int uAt, int cAt, int scratchAt) {
    int next = panel + count;
    int columns = narrow ? n - next * NR : 0;
    int source = panelsAt + panel * panelStride + above * NR;
    int narrowAt = panelsAt + next * panelStride + above * LANES;
    int target = cAt + panel * NR;
    float[] s = start == null ? c : start;
    int at = start == null ? target : startAt + panel * NR;
    System.arraycopy(s, at + count * NR, scratch, scratchAt, columns);
    if (kx > 0) {
      multiplyRow(count, narrow, s, at, kx, x, xAt, source, target, narrowAt, scratchAt);
      s = c;
      at = target;
    }
    source += kx * NR;
    narrowAt += kx * LANES;
    multiplyRow(count, narrow, s, at, ku, u, uAt, source, target, narrowAt, scratchAt);
    System.arraycopy(scratch, scratchAt, c, target + count * NR, columns);
  }

  private void multiplyRow(
      int count,
      boolean narrow,
      float[] s,
      int at,
      int k,
      float[] a,
      int aAt,
      int source,
      int to,
      int narrowAt,
      int edgeAt) {
    int stride = panelStride;
    if (narrow && count == 6) {
      GemvMicroKernel.panels6AndNarrow(
          s, at, k, a, aAt, panels, source, stride, c, to, narrowAt, scratch, edgeAt);
    } else if (narrow) {
      GemvMicroKernel.panels3AndNarrow(
          s, at, k, a, aAt, panels, source, stride, c, to, narrowAt, scratch, edgeAt);
    } else if (count == 8) {
      GemvMicroKernel.panels8(s, at, k, a, aAt, panels, source, stride, c, to);
    } else if (count == 6) {
      GemvMicroKernel.panels6(s, at, k, a, aAt, panels, source, stride, c, to);
    } else if (count == 4) {
      GemvMicroKernel.panels4(s, at, k, a, aAt, panels, source, stride, c, to);
    } else {
      GemvMicroKernel.panels3(s, at, k, a, aAt, panels, source, stride, c, to);
    }
  }

  /// One panel of the row, through scratch.
  private void panelOfRow(int panel, int startAt, int xAt, int uAt, int cAt, int scratchAt) {
    int columns = Math.min(NR, n - panel * NR);
    int width = PackB.width(n, panel);
    int target = cAt + panel * NR;
    System.arraycopy(c, target, scratch, scratchAt, columns);
    int source = panelsAt + panel * panelStride + above * width;
    float[] s = start == null ? scratch : start;
    int at = start == null ? scratchAt : startAt + panel * NR;
    if (kx > 0) {
      row1(width, s, at, kx, x, xAt, source, scratchAt);
      s = scratch;
      at = scratchAt;
    }
    row1(width, s, at, ku, u, uAt, source + kx * width, scratchAt);
    System.arraycopy(scratch, scratchAt, c, target, columns);
  }

  private void row1(int width, float[] s, int at, int k, float[] a, int aAt, int source, int to) {
    if (width == NR) {
      MicroKernel.rows1(s, at, k, a, aAt, panels, source, scratch, to);
    } else {
      HalfMicroKernel.rows1(s, at, k, a, aAt, panels, source, scratch, to);
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
