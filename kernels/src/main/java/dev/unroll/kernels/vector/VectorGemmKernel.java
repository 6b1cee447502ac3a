package dev.unroll.kernels.vector;

import static dev.unroll.kernels.vector.Tiles.ROWS;

import dev.unroll.core.Workspace;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.Workers;
import java.util.Arrays;

/// Blocked products after Goto and van de Geijn, *Anatomy of high-performance matrix multiplication*,
/// 2008: `B` is packed in blocks of [#DEPTH] rows, `A` is read in place where its rows are contiguous
/// and packed in blocks of [#HEIGHT] rows where they are not. Between blocks along `K` the chains rest
/// in `C`, which changes no rounding.
final class VectorGemmKernel implements GemmKernel {
  /// Rows of `B` packed at once: a panel of them (48 KB at 512 bits) stays close to the core.
  private static final int DEPTH = 384;

  /// Rows of `A` that meet all panels before the next: 96 × 384 floats, 144 KB, stay in L2.
  private static final int HEIGHT = 96;

  /// Multiply-adds under which a second thread costs more than it gives.
  private static final long PARALLEL = 1L << 18;

  @Override
  public void product(
      Matrix a, Matrix b, Matrix c, boolean accumulate, Workspace workspace, Workers workers) {
    int m = a.rows();
    int n = b.columns();
    int k = a.columns();
    if (m == 0 || n == 0) {
      return;
    }
    if (k == 0) {
      if (!accumulate) {
        for (int row = 0; row < m; row++) {
          int at = c.offset() + row * c.rowStride();
          Arrays.fill(c.data(), at, at + n, 0f);
        }
      }
      return;
    }
    boolean parallel = workers.count() > 1 && (long) m * n * k >= PARALLEL;
    int parts = parallel ? workers.count() : 1;
    int depth = Math.min(k, DEPTH);
    float[] packed = workspace.take(Panels.length(depth, n));
    int partLength = partLength(a, m, depth);
    float[] scratch = workspace.take(parts * partLength);
    for (int from = 0; from < k; from += DEPTH) {
      int start = from;
      int length = Math.min(DEPTH, k - from);
      boolean add = accumulate || from > 0;
      if (parallel) {
        workers.run((part, count) -> pack(b, start, length, packed, part, count));
        workers.run(
            (part, count) ->
                multiplyPart(
                    a, b, c, add, start, length, packed, scratch, part * partLength, part, count));
      } else {
        pack(b, start, length, packed, 0, 1);
        multiplyPart(a, b, c, add, start, length, packed, scratch, 0, 0, 1);
      }
    }
    workspace.give(scratch);
    workspace.give(packed);
  }

  /// The floats of scratch of one part: the edge tile, and packed rows where `A` needs packing.
  private static int partLength(Matrix a, int m, int depth) {
    int rows = a.columnStride() == 1 ? 0 : Math.min(m, HEIGHT);
    return PackedProduct.SCRATCH + PackedProduct.packedRowsLength(rows, depth);
  }

  private static void pack(
      Matrix b, int start, int length, float[] packed, int part, int count) {
    int n = b.columns();
    int panels = Panels.count(n);
    Panels.pack(
        length,
        n,
        b.data(),
        b.offset() + start * b.rowStride(),
        b.rowStride(),
        b.columnStride(),
        packed,
        0,
        panels * part / count,
        panels * (part + 1) / count);
  }

  /// One part of the result: a range of rows, or of panels where there are few rows.
  private static void multiplyPart(
      Matrix a,
      Matrix b,
      Matrix c,
      boolean accumulate,
      int start,
      int length,
      float[] packed,
      float[] scratch,
      int scratchOffset,
      int part,
      int count) {
    int m = a.rows();
    int n = b.columns();
    int panels = Panels.count(n);
    int groups = (m + ROWS - 1) / ROWS;
    boolean byRows = groups >= panels || groups >= 4 * count;
    int firstRow = byRows ? groups * part / count * ROWS : 0;
    int lastRow = byRows ? Math.min(m, groups * (part + 1) / count * ROWS) : m;
    int firstPanel = byRows ? 0 : panels * part / count;
    int lastPanel = byRows ? panels : panels * (part + 1) / count;
    if (firstPanel == lastPanel) {
      return;
    }
    int rowsOffset = scratchOffset + PackedProduct.SCRATCH;
    for (int row = firstRow; row < lastRow; row += HEIGHT) {
      int rows = Math.min(HEIGHT, lastRow - row);
      int aOffset = a.offset() + row * a.rowStride() + start * a.columnStride();
      int cOffset = c.offset() + row * c.rowStride();
      if (a.columnStride() == 1) {
        PackedProduct.rows(
            rows,
            n,
            length,
            a.data(),
            aOffset,
            a.rowStride(),
            packed,
            0,
            firstPanel,
            lastPanel,
            c.data(),
            cOffset,
            c.rowStride(),
            accumulate,
            scratch,
            scratchOffset);
      } else {
        PackedProduct.packRows(
            rows, length, a.data(), aOffset, a.columnStride(), scratch, rowsOffset);
        PackedProduct.packedRows(
            rows,
            n,
            length,
            scratch,
            rowsOffset,
            packed,
            0,
            firstPanel,
            lastPanel,
            c.data(),
            cOffset,
            c.rowStride(),
            accumulate,
            scratch,
            scratchOffset);
      }
    }
  }
}
