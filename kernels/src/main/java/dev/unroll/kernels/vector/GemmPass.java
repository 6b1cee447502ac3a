package dev.unroll.kernels.vector;

import static dev.unroll.kernels.vector.Tiles.ROWS;

import dev.unroll.core.Workspace;
import dev.unroll.kernels.Workers;
import java.util.Arrays;

/// The operands of one matrix product and its blocking, after Goto and van de Geijn, *Anatomy of
/// high-performance matrix multiplication*, 2008: `B` is packed in blocks of [#DEPTH] rows, `A` is read
/// in place where its rows are contiguous and packed in blocks of [#HEIGHT] rows where they are not.
/// Between blocks along `K` the chains rest in `C`, which changes no rounding.
///
/// One object a workspace, filled anew for each product, so that a product allocates nothing.
final class GemmPass implements Workers.Part {
  /// Rows of `B` packed at once, as deep as tiles go: each block reads and writes all of `C` once more, and
  /// a tile waits for its part. With 384 instead, 1024³ ran at 86 % of the peak instead of 91.
  static final int DEPTH = Tiles.DEPTH;

  /// Rows of `A` that meet all panels before the next: 192 × 512 floats, 384 KB, stay in L2.
  private static final int HEIGHT = 192;

  /// Multiply-adds under which waking a second thread costs more than it gives.
  static final long PARALLEL = 1L << 21;

  private int m;
  private int n;
  private int k;
  private float[] a;
  private int aOffset;
  private int aRowStride;
  private int aColumnStride;
  private float[] b;
  private int bOffset;
  private int bRowStride;
  private int bColumnStride;
  private float[] c;
  private int cOffset;
  private int cStride;

  // the block at hand
  private int start;
  private int depth;
  private final PackedProduct product = new PackedProduct();
  private float[] packed;
  private float[] scratch;
  private int partLength;

  /// Where the row of zeros begins in `packed`, which a product that overwrites starts from.
  private int zeros;

  /// This workspace's pass.
  static GemmPass of(Workspace workspace) {
    return workspace.keep(GemmPass.class, GemmPass::new);
  }

  /// Sets `A [M,K]`; one of the strides is 1.
  GemmPass left(float[] data, int offset, int rowStride, int columnStride) {
    a = data;
    aOffset = offset;
    aRowStride = rowStride;
    aColumnStride = columnStride;
    return this;
  }

  /// Sets `B [K,N]`; one of the strides is 1.
  GemmPass right(float[] data, int offset, int rowStride, int columnStride) {
    b = data;
    bOffset = offset;
    bRowStride = rowStride;
    bColumnStride = columnStride;
    return this;
  }

  /// Sets `C [M,N]`, row-major.
  GemmPass result(float[] data, int offset, int rowStride) {
    c = data;
    cOffset = offset;
    cStride = rowStride;
    return this;
  }

  /// `C = A·B`, or `C += A·B` with `add`, and lets go of the operands.
  ///
  /// @param parallel the multiply-adds from which on the threads share the work
  void run(int m, int n, int k, boolean add, Workspace workspace, Workers workers, long parallel) {
    this.m = m;
    this.n = n;
    this.k = k;
    boolean fromZeros = !add && aColumnStride == 1 && k > 0;
    if (!add && !fromZeros) {
      for (int row = 0; row < m; row++) {
        Arrays.fill(c, cOffset + row * cStride, cOffset + row * cStride + n, 0f);
      }
    }
    if (m > 0 && n > 0 && k > 0) {
      boolean shared = workers.count() > 1 && (long) m * n * k >= parallel;
      int parts = shared ? workers.count() : 1;
      zeros = Panels.length(Math.min(k, DEPTH), n);
      packed = workspace.take(zeros + Panels.count(n) * Panels.WIDTH);
      Arrays.fill(packed, zeros, zeros + Panels.count(n) * Panels.WIDTH, 0f);
      partLength =
          aColumnStride == 1
              ? PackedProduct.scratchLength(m)
              : PackedRows.scratchLength(Math.min(m, HEIGHT), Math.min(k, DEPTH));
      scratch = workspace.take(parts * partLength);
      Packing packing = Packing.of(workspace, shared ? workers : Workers.CALLER);
      for (start = 0; start < k; start += DEPTH) {
        depth = Math.min(DEPTH, k - start);
        product
            .columns(n, packed, 0, depth, 0)
            .startRow(fromZeros && start == 0 ? packed : null)
            .u(depth, a, aRowStride)
            .result(c, cStride, scratch);
        packing.pack(
            depth,
            n,
            b,
            bOffset + start * bRowStride,
            bRowStride,
            bColumnStride,
            packed,
            0,
            depth,
            0);
        if (shared) {
          workers.run(this);
        } else {
          run(0, 1);
        }
      }
      workspace.give(scratch);
      workspace.give(packed);
    }
    product.clear();
    a = b = c = packed = scratch = null;
  }

  /// One part of the result: a range of rows, or of panels where there are few rows.
  @Override
  public void run(int part, int count) {
    int panels = Panels.count(n);
    int tiles = (m + ROWS - 1) / ROWS;
    boolean byRows = tiles >= panels || tiles >= 4 * count;
    int firstRow = byRows ? tiles * part / count * ROWS : 0;
    int lastRow = byRows ? Math.min(m, tiles * (part + 1) / count * ROWS) : m;
    int from = byRows ? 0 : panels * part / count;
    int to = byRows ? panels : panels * (part + 1) / count;
    int edge = part * partLength;
    if (aColumnStride == 1) {
      int source = aOffset + firstRow * aRowStride + start;
      int target = cOffset + firstRow * cStride;
      product.rows(lastRow - firstRow, zeros, 0, source, target, from, to, edge);
      return;
    }
    for (int row = firstRow; row < lastRow && from < to; row += HEIGHT) {
      int rows = Math.min(HEIGHT, lastRow - row);
      int source = aOffset + row * aRowStride + start * aColumnStride;
      int target = cOffset + row * cStride;
      PackedRows.multiplyAdd(
          rows,
          n,
          depth,
          a,
          source,
          aColumnStride,
          packed,
          from,
          to,
          c,
          target,
          cStride,
          scratch,
          edge);
    }
  }
}
