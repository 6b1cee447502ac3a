package dev.unroll.kernels.vector.gemm;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.REGISTERS;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import dev.unroll.core.Workspace;
import dev.unroll.core.internal.KeptObjects;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// `C = A·B`, or `C += A·B`, of so few rows that packing a row-major `B`, which reads and writes it once, would be most of the work: its
/// rows are read in place, each once, from end to end as caches like it. Some links of all chains at a time are added to a
/// strip of `C`, in scratch memory that stays in L1: in `C` itself rows a power of two apart share a set of the cache, and threads
/// the line where their parts meet.
///
/// One object a workspace, filled anew for each product.
final class FewRowsGemm implements Workers.Part {
  /// Links that are added at a time.
  private static final int LINKS = 4;

  /// The most rows. One row of a 256 × 1,024 matrix takes a quarter of the time that it takes with packing (Zen 4, 512 bits; a
  /// seventh at 256), eight take a half, sixteen two thirds; with 32 it makes no difference.
  private static final int MOST = 16;

  /// The least columns for each row: what begins the links of some rows is worth it for so many vectors only. With two times as
  /// many columns as rows packing is up to three times as fast.
  private static final int COLUMNS_FOR_A_ROW = 16;

  /// Columns of a strip: with sixteen rows an L1 cache.
  private static final int STRIP = 512;

  /// The distance of a strip's rows: a line of the cache more.
  private static final int DISTANCE = STRIP + 16;

  private int m;
  private int n;
  private int k;
  private boolean add;
  private Matrix a;
  private Matrix b;
  private Matrix c;

  /// A strip for each part.
  private float[] strips;

  /// Whether a product is for this class.
  static boolean suits(Matrix a, Matrix b) {
    int least = Math.max(LANES, COLUMNS_FOR_A_ROW * a.rows());
    return a.rows() <= MOST && b.columns() >= least && b.columnStride() == 1;
  }

  /// This workspace's.
  static FewRowsGemm of(Workspace workspace) {
    return KeptObjects.of(workspace, FewRowsGemm.class, FewRowsGemm::new);
  }

  /// `C = A·B`, or `C += A·B` with `add`, and lets go of the operands.
  void run(Matrix a, Matrix b, Matrix c, boolean add, Workspace workspace, Workers workers) {
    this.a = a;
    this.b = b;
    this.c = c;
    this.add = add;
    m = a.rows();
    n = b.columns();
    k = a.columns();
    boolean shared = (long) m * n * k >= BlockedGemm.PARALLEL;
    try {
      strips = workspace.take((shared ? workers.count() : 1) * m * DISTANCE);
      if (shared) {
        workers.run(this);
      } else {
        run(0, 1);
      }
    } finally {
      if (strips != null) {
        workspace.give(strips);
      }
      strips = null;
      this.a = this.b = this.c = null;
    }
  }

  /// One part of the columns; those past the last whole vector are at the end of a vector of their own.
  @Override
  public void run(int part, int count) {
    int vectors = n / LANES;
    int from = (int) ((long) vectors * part / count) * LANES;
    int to = (int) ((long) vectors * (part + 1) / count) * LANES;
    int stripAt = part * m * DISTANCE;
    for (int column = from; column < to; column += STRIP) {
      strip(column, Math.min(STRIP, to - column), 0, stripAt);
    }
    if (vectors * LANES < n && part == count - 1) {
      strip(n - LANES, LANES, (vectors + 1) * LANES - n, stripAt);
    }
  }

  /// All chains of some columns, but not the results of the first `known` ones.
  private void strip(int column, int width, int known, int stripAt) {
    float[] results = c.data();
    int at = c.offset() + column + known;
    int own = stripAt + known;
    int some = width - known;
    for (int row = 0; row < m; row++) {
      if (add) {
        System.arraycopy(results, at + row * c.rowStride(), strips, own + row * DISTANCE, some);
      } else {
        Arrays.fill(strips, own + row * DISTANCE, own + row * DISTANCE + some, 0f);
      }
    }
    chains(column, width, stripAt);
    for (int row = 0; row < m; row++) {
      System.arraycopy(strips, own + row * DISTANCE, results, at + row * c.rowStride(), some);
    }
  }

  private void chains(int column, int width, int stripAt) {
    int link = 0;
    for (; link + LINKS <= k; link += LINKS) {
      int x = a.offset() + link * a.columnStride();
      int y = b.offset() + link * b.rowStride() + column;
      int row = 0;
      while (row < m) {
        int at = x + row * a.rowStride();
        int target = stripAt + row * DISTANCE;
        if (REGISTERS == 32 && row + 4 <= m) {
          rows4(
              width,
              a.data(),
              at,
              a.rowStride(),
              a.columnStride(),
              b.data(),
              y,
              b.rowStride(),
              strips,
              target);
          row += 4;
        } else if (row + 2 <= m) {
          rows2(
              width,
              a.data(),
              at,
              a.rowStride(),
              a.columnStride(),
              b.data(),
              y,
              b.rowStride(),
              strips,
              target);
          row += 2;
        } else {
          rows1(width, a.data(), at, a.columnStride(), b.data(), y, b.rowStride(), strips, target);
          row++;
        }
      }
    }
    for (; link < k; link++) {
      int y = b.offset() + link * b.rowStride() + column;
      for (int row = 0; row < m; row++) {
        float x = a.data()[a.offset() + row * a.rowStride() + link * a.columnStride()];
        link(width, x, b.data(), y, strips, stripAt + row * DISTANCE);
      }
    }
  }

  /// Four links of four rows: with 32 registers.
  private static void rows4(
      int width,
      float[] a,
      int at,
      int aRow,
      int aLink,
      float[] b,
      int bAt,
      int bRow,
      float[] c,
      int cAt) {
    FloatVector x00 = FloatVector.broadcast(SPECIES, a[at]);
    FloatVector x01 = FloatVector.broadcast(SPECIES, a[at + aLink]);
    FloatVector x02 = FloatVector.broadcast(SPECIES, a[at + 2 * aLink]);
    FloatVector x03 = FloatVector.broadcast(SPECIES, a[at + 3 * aLink]);
    FloatVector x10 = FloatVector.broadcast(SPECIES, a[at + aRow]);
    FloatVector x11 = FloatVector.broadcast(SPECIES, a[at + aRow + aLink]);
    FloatVector x12 = FloatVector.broadcast(SPECIES, a[at + aRow + 2 * aLink]);
    FloatVector x13 = FloatVector.broadcast(SPECIES, a[at + aRow + 3 * aLink]);
    FloatVector x20 = FloatVector.broadcast(SPECIES, a[at + 2 * aRow]);
    FloatVector x21 = FloatVector.broadcast(SPECIES, a[at + 2 * aRow + aLink]);
    FloatVector x22 = FloatVector.broadcast(SPECIES, a[at + 2 * aRow + 2 * aLink]);
    FloatVector x23 = FloatVector.broadcast(SPECIES, a[at + 2 * aRow + 3 * aLink]);
    FloatVector x30 = FloatVector.broadcast(SPECIES, a[at + 3 * aRow]);
    FloatVector x31 = FloatVector.broadcast(SPECIES, a[at + 3 * aRow + aLink]);
    FloatVector x32 = FloatVector.broadcast(SPECIES, a[at + 3 * aRow + 2 * aLink]);
    FloatVector x33 = FloatVector.broadcast(SPECIES, a[at + 3 * aRow + 3 * aLink]);
    for (int i = 0; i < width; i += LANES) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt + i);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, bAt + bRow + i);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, bAt + 2 * bRow + i);
      FloatVector b3 = FloatVector.fromArray(SPECIES, b, bAt + 3 * bRow + i);
      FloatVector c0 = FloatVector.fromArray(SPECIES, c, cAt + i);
      FloatVector c1 = FloatVector.fromArray(SPECIES, c, cAt + DISTANCE + i);
      FloatVector c2 = FloatVector.fromArray(SPECIES, c, cAt + 2 * DISTANCE + i);
      FloatVector c3 = FloatVector.fromArray(SPECIES, c, cAt + 3 * DISTANCE + i);
      c0 = x03.fma(b3, x02.fma(b2, x01.fma(b1, x00.fma(b0, c0))));
      c1 = x13.fma(b3, x12.fma(b2, x11.fma(b1, x10.fma(b0, c1))));
      c2 = x23.fma(b3, x22.fma(b2, x21.fma(b1, x20.fma(b0, c2))));
      c3 = x33.fma(b3, x32.fma(b2, x31.fma(b1, x30.fma(b0, c3))));
      c0.intoArray(c, cAt + i);
      c1.intoArray(c, cAt + DISTANCE + i);
      c2.intoArray(c, cAt + 2 * DISTANCE + i);
      c3.intoArray(c, cAt + 3 * DISTANCE + i);
    }
  }

  /// Four links of two rows.
  private static void rows2(
      int width,
      float[] a,
      int at,
      int aRow,
      int aLink,
      float[] b,
      int bAt,
      int bRow,
      float[] c,
      int cAt) {
    FloatVector x00 = FloatVector.broadcast(SPECIES, a[at]);
    FloatVector x01 = FloatVector.broadcast(SPECIES, a[at + aLink]);
    FloatVector x02 = FloatVector.broadcast(SPECIES, a[at + 2 * aLink]);
    FloatVector x03 = FloatVector.broadcast(SPECIES, a[at + 3 * aLink]);
    FloatVector x10 = FloatVector.broadcast(SPECIES, a[at + aRow]);
    FloatVector x11 = FloatVector.broadcast(SPECIES, a[at + aRow + aLink]);
    FloatVector x12 = FloatVector.broadcast(SPECIES, a[at + aRow + 2 * aLink]);
    FloatVector x13 = FloatVector.broadcast(SPECIES, a[at + aRow + 3 * aLink]);
    for (int i = 0; i < width; i += LANES) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt + i);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, bAt + bRow + i);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, bAt + 2 * bRow + i);
      FloatVector b3 = FloatVector.fromArray(SPECIES, b, bAt + 3 * bRow + i);
      FloatVector c0 = FloatVector.fromArray(SPECIES, c, cAt + i);
      FloatVector c1 = FloatVector.fromArray(SPECIES, c, cAt + DISTANCE + i);
      c0 = x03.fma(b3, x02.fma(b2, x01.fma(b1, x00.fma(b0, c0))));
      c1 = x13.fma(b3, x12.fma(b2, x11.fma(b1, x10.fma(b0, c1))));
      c0.intoArray(c, cAt + i);
      c1.intoArray(c, cAt + DISTANCE + i);
    }
  }

  /// Four links of one row.
  private static void rows1(
      int width, float[] a, int at, int aLink, float[] b, int bAt, int bRow, float[] c, int cAt) {
    FloatVector x0 = FloatVector.broadcast(SPECIES, a[at]);
    FloatVector x1 = FloatVector.broadcast(SPECIES, a[at + aLink]);
    FloatVector x2 = FloatVector.broadcast(SPECIES, a[at + 2 * aLink]);
    FloatVector x3 = FloatVector.broadcast(SPECIES, a[at + 3 * aLink]);
    for (int i = 0; i < width; i += LANES) {
      FloatVector c0 = FloatVector.fromArray(SPECIES, c, cAt + i);
      c0 = x0.fma(FloatVector.fromArray(SPECIES, b, bAt + i), c0);
      c0 = x1.fma(FloatVector.fromArray(SPECIES, b, bAt + bRow + i), c0);
      c0 = x2.fma(FloatVector.fromArray(SPECIES, b, bAt + 2 * bRow + i), c0);
      c0 = x3.fma(FloatVector.fromArray(SPECIES, b, bAt + 3 * bRow + i), c0);
      c0.intoArray(c, cAt + i);
    }
  }

  /// One link of one row.
  private static void link(int width, float a, float[] b, int bAt, float[] c, int cAt) {
    FloatVector x = FloatVector.broadcast(SPECIES, a);
    for (int i = 0; i < width; i += LANES) {
      FloatVector y = FloatVector.fromArray(SPECIES, b, bAt + i);
      x.fma(y, FloatVector.fromArray(SPECIES, c, cAt + i)).intoArray(c, cAt + i);
    }
  }
}
