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

/// `C = A·B`, or `C += A·B`, of so few rows that packing `B`, which reads and writes it once, would be most of the work: its
/// rows are read in place, each once, from end to end as caches like it. Some links of all chains at a time are added to a
/// strip of `C`, which stays in L1.
///
/// One object a workspace, filled anew for each product.
final class FewRowsGemm implements Workers.Part {
  /// Links that are added at a time.
  private static final int LINKS = 4;

  /// The most rows. One row of a 256 × 1024 matrix takes a quarter of the time that it takes with packing (Zen 4, 512 bits; a
  /// seventh at 256), eight take a half to two thirds; with twelve and more either is faster, by the other extents.
  private static final int MOST = 8;

  /// Columns of a strip: with four rows half of an L1 cache, and as much for the rows of `B`.
  private static final int STRIP = 1024;

  private int m;
  private int n;
  private int k;
  private boolean add;
  private Matrix a;
  private Matrix b;
  private Matrix c;

  /// For the columns past the last whole vector.
  private final float[] past = new float[MOST * LANES];

  /// Whether a product is for [#run].
  static boolean suits(Matrix a, Matrix b) {
    return a.rows() <= MOST && b.columns() >= LANES && b.columnStride() == 1;
  }

  static void run(Matrix a, Matrix b, Matrix c, boolean add, Workspace workspace, Workers workers) {
    FewRowsGemm gemm = KeptObjects.of(workspace, FewRowsGemm.class, FewRowsGemm::new);
    gemm.a = a;
    gemm.b = b;
    gemm.c = c;
    gemm.add = add;
    gemm.m = a.rows();
    gemm.n = b.columns();
    gemm.k = a.columns();
    try {
      if ((long) gemm.m * gemm.n * gemm.k >= BlockedGemm.PARALLEL) {
        workers.run(gemm);
      } else {
        gemm.run(0, 1);
      }
    } finally {
      gemm.a = gemm.b = gemm.c = null;
    }
  }

  /// One part of the columns.
  @Override
  public void run(int part, int count) {
    int vectors = n / LANES;
    int from = (int) ((long) vectors * part / count) * LANES;
    int to = (int) ((long) vectors * (part + 1) / count) * LANES;
    for (int column = from; column < to; column += STRIP) {
      int width = Math.min(STRIP, to - column);
      strip(column, width, c.data(), c.offset() + column, c.rowStride());
    }
    int left = n - vectors * LANES;
    if (left > 0 && part == count - 1) {
      // the last columns at the end of a vector of their own
      int own = LANES - left;
      int at = c.offset() + n - left;
      MacroKernel.copy(m, left, c.data(), at, c.rowStride(), past, own, LANES);
      strip(n - LANES, LANES, past, 0, LANES);
      MacroKernel.copy(m, left, past, own, LANES, c.data(), at, c.rowStride());
    }
  }

  /// All chains of some columns, in rows `toStride` apart.
  private void strip(int column, int width, float[] to, int toAt, int toStride) {
    for (int row = 0; !add && row < m; row++) {
      Arrays.fill(to, toAt + row * toStride, toAt + row * toStride + width, 0f);
    }
    int link = 0;
    for (; link + LINKS <= k; link += LINKS) {
      int x = a.offset() + link * a.columnStride();
      int y = b.offset() + link * b.rowStride() + column;
      int row = 0;
      while (row < m) {
        int at = x + row * a.rowStride();
        int target = toAt + row * toStride;
        if (REGISTERS == 32 && row + 4 <= m) {
          rows4(width, at, y, to, target, toStride);
          row += 4;
        } else if (row + 2 <= m) {
          rows2(width, at, y, to, target, toStride);
          row += 2;
        } else {
          rows1(width, at, y, to, target);
          row++;
        }
      }
    }
    for (; link < k; link++) {
      int y = b.offset() + link * b.rowStride() + column;
      for (int row = 0; row < m; row++) {
        float x = a.data()[a.offset() + row * a.rowStride() + link * a.columnStride()];
        link(width, x, b.data(), y, to, toAt + row * toStride);
      }
    }
  }

  private void rows4(int width, int at, int y, float[] to, int toAt, int toStride) {
    rows4(
        width,
        a.data(),
        at,
        a.rowStride(),
        a.columnStride(),
        b.data(),
        y,
        b.rowStride(),
        to,
        toAt,
        toStride);
  }

  private void rows2(int width, int at, int y, float[] to, int toAt, int toStride) {
    rows2(
        width,
        a.data(),
        at,
        a.rowStride(),
        a.columnStride(),
        b.data(),
        y,
        b.rowStride(),
        to,
        toAt,
        toStride);
  }

  private void rows1(int width, int at, int y, float[] to, int toAt) {
    rows1(width, a.data(), at, a.columnStride(), b.data(), y, b.rowStride(), to, toAt);
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
      int cAt,
      int cRow) {
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
      FloatVector c1 = FloatVector.fromArray(SPECIES, c, cAt + cRow + i);
      FloatVector c2 = FloatVector.fromArray(SPECIES, c, cAt + 2 * cRow + i);
      FloatVector c3 = FloatVector.fromArray(SPECIES, c, cAt + 3 * cRow + i);
      c0 = x03.fma(b3, x02.fma(b2, x01.fma(b1, x00.fma(b0, c0))));
      c1 = x13.fma(b3, x12.fma(b2, x11.fma(b1, x10.fma(b0, c1))));
      c2 = x23.fma(b3, x22.fma(b2, x21.fma(b1, x20.fma(b0, c2))));
      c3 = x33.fma(b3, x32.fma(b2, x31.fma(b1, x30.fma(b0, c3))));
      c0.intoArray(c, cAt + i);
      c1.intoArray(c, cAt + cRow + i);
      c2.intoArray(c, cAt + 2 * cRow + i);
      c3.intoArray(c, cAt + 3 * cRow + i);
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
      int cAt,
      int cRow) {
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
      FloatVector c1 = FloatVector.fromArray(SPECIES, c, cAt + cRow + i);
      c0 = x03.fma(b3, x02.fma(b2, x01.fma(b1, x00.fma(b0, c0))));
      c1 = x13.fma(b3, x12.fma(b2, x11.fma(b1, x10.fma(b0, c1))));
      c0.intoArray(c, cAt + i);
      c1.intoArray(c, cAt + cRow + i);
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
