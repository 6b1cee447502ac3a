package dev.unroll.kernels.vector.gemm;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.gemm.Blocking.LDA;
import static dev.unroll.kernels.vector.gemm.Blocking.MC;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import dev.unroll.core.Workspace;
import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;

/// `C = A·B` as by [SmallGemm] on machines with 16 vector registers: `B` is read in place, rows of `A` are copied to the fixed distance
/// that [FencedMicroKernel] reads them at, since finding six rows that lie anywhere takes more registers than there are. Where a core
/// shares its front end with another thread that is 1.1 to 1.5 times as fast as five rows found in place, elsewhere 0.95.
///
/// Tiles have two vectors and six rows, or five where that makes fewer rows twice; the last along either extent overlaps the one before it.
/// They are not those of [FencedMicroKernel] with one more argument: where the distance of rows of `B` is no constant, C2 checks each load.
final class FencedSmallGemm {
  private static final int ROWS = 6;

  private FencedSmallGemm() {}

  /// Element `(r, i)` of `A [M,K]` is at `a[aAt + r·aStride + i]`; `B [K,N]`, `C [M,N]` likewise; M is six at least, N two
  /// vectors, K no more than [Blocking#KC].
  static void multiply(
      int m,
      int n,
      int k,
      float[] a,
      int aAt,
      int aStride,
      float[] b,
      int bAt,
      int bStride,
      float[] c,
      int cAt,
      int cStride,
      Workspace workspace) {
    float[] rows = workspace.take(Math.min(MC, m) * LDA);
    try {
      for (int next = 0; next < m; next += MC) {
        int first = Math.max(0, Math.min(next, m - ROWS));
        int some = Math.min(MC, m - first);
        for (int row = 0; row < some; row++) {
          System.arraycopy(a, aAt + (first + row) * aStride, rows, row * LDA, k);
        }
        int target = cAt + first * cStride;
        for (int column = 0; column < n; column += NR) {
          int from = Math.min(column, n - NR);
          columns(some, k, rows, b, bAt + from, bStride, c, target + from, cStride);
        }
      }
    } finally {
      workspace.give(rows);
    }
  }

  /// All rows that were copied by two vectors of `B`.
  private static void columns(
      int m, int k, float[] a, float[] b, int bAt, int bStride, float[] c, int cAt, int cStride) {
    int tiles = (m + ROWS - 1) / ROWS;
    int sixes = Math.max(0, m - 5 * tiles);
    for (int tile = 0; tile < tiles; tile++) {
      if (tile < sixes) {
        int row = tile * ROWS;
        rows6(k, a, row * LDA, b, bAt, bStride, c, cAt + row * cStride, cStride);
      } else {
        int row = Math.min(sixes + 5 * tile, m - 5);
        rows5(k, a, row * LDA, b, bAt, bStride, c, cAt + row * cStride, cStride);
      }
    }
  }

  /// A tile of six rows.
  private static void rows6(
      int k, float[] a, int aAt, float[] b, int bAt, int bStride, float[] c, int cAt, int cStride) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    FloatVector b0;
    FloatVector b1;
    FloatVector x;
    int end = aAt + k;
    int q = bAt;
    int p = aAt;
    if ((k & 1) != 0) {
      b0 = FloatVector.fromArray(SPECIES, b, q);
      b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
      x = FloatVector.broadcast(SPECIES, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + LDA]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 2 * LDA]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 3 * LDA]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 4 * LDA]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 5 * LDA]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      VarHandle.acquireFence();
      q += bStride;
      p++;
    }
    for (; p < end; p += 2) {
      b0 = FloatVector.fromArray(SPECIES, b, q);
      b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
      x = FloatVector.broadcast(SPECIES, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + LDA]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 2 * LDA]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 3 * LDA]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 4 * LDA]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 5 * LDA]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      VarHandle.acquireFence();
      q += bStride;
      b0 = FloatVector.fromArray(SPECIES, b, q);
      b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
      x = FloatVector.broadcast(SPECIES, a[p + 1]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + LDA + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 2 * LDA + 1]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 3 * LDA + 1]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 4 * LDA + 1]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 5 * LDA + 1]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      VarHandle.acquireFence();
      q += bStride;
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + LANES);
    c10.intoArray(c, cAt + cStride);
    c11.intoArray(c, cAt + cStride + LANES);
    c20.intoArray(c, cAt + 2 * cStride);
    c21.intoArray(c, cAt + 2 * cStride + LANES);
    c30.intoArray(c, cAt + 3 * cStride);
    c31.intoArray(c, cAt + 3 * cStride + LANES);
    c40.intoArray(c, cAt + 4 * cStride);
    c41.intoArray(c, cAt + 4 * cStride + LANES);
    c50.intoArray(c, cAt + 5 * cStride);
    c51.intoArray(c, cAt + 5 * cStride + LANES);
  }

  /// A tile of five rows.
  private static void rows5(
      int k, float[] a, int aAt, float[] b, int bAt, int bStride, float[] c, int cAt, int cStride) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector b0;
    FloatVector b1;
    FloatVector x;
    int end = aAt + k;
    int q = bAt;
    int p = aAt;
    if ((k & 1) != 0) {
      b0 = FloatVector.fromArray(SPECIES, b, q);
      b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
      x = FloatVector.broadcast(SPECIES, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + LDA]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 2 * LDA]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 3 * LDA]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 4 * LDA]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      VarHandle.acquireFence();
      q += bStride;
      p++;
    }
    for (; p < end; p += 2) {
      b0 = FloatVector.fromArray(SPECIES, b, q);
      b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
      x = FloatVector.broadcast(SPECIES, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + LDA]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 2 * LDA]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 3 * LDA]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 4 * LDA]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      VarHandle.acquireFence();
      q += bStride;
      b0 = FloatVector.fromArray(SPECIES, b, q);
      b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
      x = FloatVector.broadcast(SPECIES, a[p + 1]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + LDA + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 2 * LDA + 1]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 3 * LDA + 1]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 4 * LDA + 1]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      VarHandle.acquireFence();
      q += bStride;
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + LANES);
    c10.intoArray(c, cAt + cStride);
    c11.intoArray(c, cAt + cStride + LANES);
    c20.intoArray(c, cAt + 2 * cStride);
    c21.intoArray(c, cAt + 2 * cStride + LANES);
    c30.intoArray(c, cAt + 3 * cStride);
    c31.intoArray(c, cAt + 3 * cStride + LANES);
    c40.intoArray(c, cAt + 4 * cStride);
    c41.intoArray(c, cAt + 4 * cStride + LANES);
  }
}
