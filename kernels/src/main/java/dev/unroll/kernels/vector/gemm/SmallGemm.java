package dev.unroll.kernels.vector.gemm;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.REGISTERS;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.gemm.Blocking.KC;

import dev.unroll.core.Workspace;
import dev.unroll.kernels.vector.Caches;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/// `C = A·B` of row-major operands where `B` stays in L1, or in L2 and `A` has no more than 64 rows or those of `B` leave a vector
/// partly empty: both are read in place, because packing `B` and copying the rows of `A` would be a sixth of the work, with few
/// rows a third. A tile of some rows by two or three vectors is held in registers as in [MicroKernel]; each lane is one chain of
/// fused multiply-adds along `K`, begun at 0.
///
/// The last tile along either extent ends at the edge and overlaps the one before it: what is
/// computed twice gets the same bits twice. That is why this is for products that overwrite only.
///
/// With 16 vector registers rows of `A` are copied after all where there are four vectors of columns, see [FencedSmallGemm].
///
/// Up to [#SHARED] columns past the last full vector cost no vector in each row: those of three
/// rows lie side by side in one accumulator, the factor of which is blended from what the rows
/// broadcast anyway. With 100 columns that is a tenth less work.
final class SmallGemm {
  /// Rows of a tile of three vectors, for which 16 vector registers are not enough. Each row but
  /// the first needs an index register: with eight, C2 keeps array addresses in vector registers,
  /// which took two fifths more time. Five are as fast where rows of `B` happen to be aligned.
  private static final int ROWS_OF_3 = 6;

  /// Rows of a tile of two vectors: with six and 16 vector registers C2 spills and takes twice as
  /// long.
  private static final int ROWS_OF_2 = 5;

  /// The most floats from the start of `B`'s first row to the end of its last, whatever the rows of `A`: 48 KB, an L1 cache.
  /// Beyond, rows whose distance is a multiple of 128 bytes crowd into a part of its sets, and
  /// packing pays on a Zen 5 (on a Zen 4 it does not before `B` fills L2).
  private static final int IN_L1 = 12 * 1024;

  /// The most rows of `A` with which packing does not pay while `B` stays in L2, …
  private static final int FEW = 64;

  /// … (as many tiles of [FencedSmallGemm] are as fast with packing) …
  private static final int FEW_COPIED = 48;

  /// … and the floats of `B` that do: half of L2, …
  private static final int IN_L2 = Caches.L2 / Float.BYTES / 2;

  /// … or a sixth where two vectors of a row are but one line and five rows of `A` are found in place.
  private static final int IN_PART_OF_L2 = IN_L2 / 3;

  /// Whether rows of `B` that adjoin and end within a vector are read in place whatever `A`'s rows: with 512 bits a packed panel that
  /// is half empty costs up to a quarter. Rows that fill their vectors gain nothing, and far-apart ones lose, both on a Zen 5.
  private static final boolean PARTIAL = LANES == 16;

  /// Columns of one row in an accumulator that three rows share.
  private static final int SHARED = LANES / 3;

  /// A shared accumulator's lanes of the second row.
  private static final VectorMask<Float> SECOND =
      VectorMask.fromLong(SPECIES, (1L << SHARED) - 1 << SHARED);

  /// A shared accumulator's lanes of the third row.
  private static final VectorMask<Float> THIRD =
      VectorMask.fromLong(SPECIES, (1L << SHARED) - 1 << 2 * SHARED);

  /// Repeats the last [#SHARED] lanes for each of the three rows.
  private static final VectorShuffle<Float> THRICE =
      VectorShuffle.fromOp(SPECIES, lane -> LANES - SHARED + lane % SHARED);

  /// Brings a shared accumulator's lanes of the first row to the end.
  private static final VectorShuffle<Float> FIRST_LAST = toEnd(0);

  /// Brings a shared accumulator's lanes of the second row to the end.
  private static final VectorShuffle<Float> SECOND_LAST = toEnd(1);

  /// Brings a shared accumulator's lanes of the third row to the end.
  private static final VectorShuffle<Float> THIRD_LAST = toEnd(2);

  private SmallGemm() {}

  private static VectorShuffle<Float> toEnd(int row) {
    return VectorShuffle.fromOp(SPECIES, lane -> (lane + (row + 1) * SHARED) % LANES);
  }

  /// Whether `[M,K]·[K,N]` is for [#multiply], rows of `B` being `bStride` apart.
  static boolean suits(int m, int n, int k, int bStride) {
    long floats = (k - 1L) * Math.abs(bStride) + n;
    boolean copies = copies(n);
    int few = copies ? FEW_COPIED : FEW;
    int inL2 = copies || LANES == 16 ? IN_L2 : IN_PART_OF_L2;
    boolean partial = PARTIAL && bStride == n && n % LANES != 0;
    boolean near = floats <= IN_L1 || floats <= inL2 && (m <= few || partial);
    boolean shallow = k > 0 && (!copies || k <= KC);
    return m >= ROWS_OF_3 && shallow && n >= 3 * LANES && near;
  }

  /// Whether this is for [FencedSmallGemm]: fewer columns do not pay for a copy of `A`.
  private static boolean copies(int n) {
    return REGISTERS == 16 && n >= 4 * LANES;
  }

  /// Element `(r, i)` of `A [M,K]` is at `a[aAt + r·aStride + i]`; `B [K,N]`, `C [M,N]` likewise.
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
    if (copies(n)) {
      FencedSmallGemm.multiply(
          m, n, k, a, aAt, aStride, b, bAt, bStride, c, cAt, cStride, workspace);
      return;
    }
    int past = n % LANES;
    int full = n / LANES;
    // the last three full vectors take what is past them along, two or more before them or none
    boolean shares = LANES == 16 && past > 0 && past <= SHARED && full != 4;
    int left = shares ? full - 3 : past == 0 ? full : full + 1;
    int lastAt = bAt + n - LANES;
    int column = 0;
    while (column < n) {
      boolean takesPast = shares && left == 0;
      int width = takesPast || LANES == 16 && (left == 3 || left > 4) ? 3 : 2;
      int from = takesPast ? column : Math.min(column, n - width * LANES);
      int rows = width == 3 ? ROWS_OF_3 : ROWS_OF_2;
      for (int next = 0; next < m; next += rows) {
        int row = Math.min(next, m - rows);
        int x = aAt + row * aStride;
        int y = bAt + from;
        int target = cAt + row * cStride;
        if (takesPast) {
          int end = target + n - LANES;
          tile3AndPast(k, a, x, aStride, b, y, bStride, lastAt, c, target + from, cStride, end);
        } else if (width == 3) {
          tile3(k, a, x, aStride, b, y, bStride, c, target + from, cStride);
        } else {
          tile2(k, a, x, aStride, b, y, bStride, c, target + from, cStride);
        }
      }
      column = takesPast ? n : column + width * LANES;
      left -= width;
    }
  }

  /// Five rows by two vectors.
  private static void tile2(
      int k,
      float[] a,
      int aAt,
      int aStride,
      float[] b,
      int bAt,
      int bStride,
      float[] c,
      int cAt,
      int cStride) {
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
    int end = aAt + k;
    int q = bAt;
    for (int p = aAt; p < end; p++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[p + aStride]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, a[p + 2 * aStride]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[p + 3 * aStride]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(SPECIES, a[p + 4 * aStride]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
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

  /// Six rows by three vectors.
  private static void tile3(
      int k,
      float[] a,
      int aAt,
      int aStride,
      float[] b,
      int bAt,
      int bStride,
      float[] c,
      int cAt,
      int cStride) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c02 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c12 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c22 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c32 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c42 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    FloatVector c52 = FloatVector.zero(SPECIES);
    int end = aAt + k;
    int q = bAt;
    for (int p = aAt; p < end; p++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, q + 2 * LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      c02 = x.fma(b2, c02);
      x = FloatVector.broadcast(SPECIES, a[p + aStride]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      c12 = x.fma(b2, c12);
      x = FloatVector.broadcast(SPECIES, a[p + 2 * aStride]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      c22 = x.fma(b2, c22);
      x = FloatVector.broadcast(SPECIES, a[p + 3 * aStride]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      c32 = x.fma(b2, c32);
      x = FloatVector.broadcast(SPECIES, a[p + 4 * aStride]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      c42 = x.fma(b2, c42);
      x = FloatVector.broadcast(SPECIES, a[p + 5 * aStride]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      c52 = x.fma(b2, c52);
      q += bStride;
    }
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + LANES);
    c02.intoArray(c, cAt + 2 * LANES);
    c10.intoArray(c, cAt + cStride);
    c11.intoArray(c, cAt + cStride + LANES);
    c12.intoArray(c, cAt + cStride + 2 * LANES);
    c20.intoArray(c, cAt + 2 * cStride);
    c21.intoArray(c, cAt + 2 * cStride + LANES);
    c22.intoArray(c, cAt + 2 * cStride + 2 * LANES);
    c30.intoArray(c, cAt + 3 * cStride);
    c31.intoArray(c, cAt + 3 * cStride + LANES);
    c32.intoArray(c, cAt + 3 * cStride + 2 * LANES);
    c40.intoArray(c, cAt + 4 * cStride);
    c41.intoArray(c, cAt + 4 * cStride + LANES);
    c42.intoArray(c, cAt + 4 * cStride + 2 * LANES);
    c50.intoArray(c, cAt + 5 * cStride);
    c51.intoArray(c, cAt + 5 * cStride + LANES);
    c52.intoArray(c, cAt + 5 * cStride + 2 * LANES);
  }

  /// Six rows by three vectors, and the columns past them in an accumulator for each three rows.
  /// `B`'s last vector begins at `lastAt`, that of the tile's first row of `C` at
  /// `cLast`: it is stored before the vector that overlaps it.
  private static void tile3AndPast(
      int k,
      float[] a,
      int aAt,
      int aStride,
      float[] b,
      int bAt,
      int bStride,
      int lastAt,
      float[] c,
      int cAt,
      int cStride,
      int cLast) {
    FloatVector c00 = FloatVector.zero(SPECIES);
    FloatVector c01 = FloatVector.zero(SPECIES);
    FloatVector c02 = FloatVector.zero(SPECIES);
    FloatVector c10 = FloatVector.zero(SPECIES);
    FloatVector c11 = FloatVector.zero(SPECIES);
    FloatVector c12 = FloatVector.zero(SPECIES);
    FloatVector c20 = FloatVector.zero(SPECIES);
    FloatVector c21 = FloatVector.zero(SPECIES);
    FloatVector c22 = FloatVector.zero(SPECIES);
    FloatVector c30 = FloatVector.zero(SPECIES);
    FloatVector c31 = FloatVector.zero(SPECIES);
    FloatVector c32 = FloatVector.zero(SPECIES);
    FloatVector c40 = FloatVector.zero(SPECIES);
    FloatVector c41 = FloatVector.zero(SPECIES);
    FloatVector c42 = FloatVector.zero(SPECIES);
    FloatVector c50 = FloatVector.zero(SPECIES);
    FloatVector c51 = FloatVector.zero(SPECIES);
    FloatVector c52 = FloatVector.zero(SPECIES);
    FloatVector high = FloatVector.zero(SPECIES);
    FloatVector low = FloatVector.zero(SPECIES);
    int end = aAt + k;
    int q = bAt;
    int toLast = lastAt - bAt;
    for (int p = aAt; p < end; p++) {
      FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
      FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
      FloatVector b2 = FloatVector.fromArray(SPECIES, b, q + 2 * LANES);
      FloatVector last = FloatVector.fromArray(SPECIES, b, q + toLast).rearrange(THRICE);
      FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      c02 = x.fma(b2, c02);
      FloatVector y = x;
      x = FloatVector.broadcast(SPECIES, a[p + aStride]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      c12 = x.fma(b2, c12);
      y = y.blend(x, SECOND);
      x = FloatVector.broadcast(SPECIES, a[p + 2 * aStride]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      c22 = x.fma(b2, c22);
      y = y.blend(x, THIRD);
      high = y.fma(last, high);
      x = FloatVector.broadcast(SPECIES, a[p + 3 * aStride]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      c32 = x.fma(b2, c32);
      y = x;
      x = FloatVector.broadcast(SPECIES, a[p + 4 * aStride]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      c42 = x.fma(b2, c42);
      y = y.blend(x, SECOND);
      x = FloatVector.broadcast(SPECIES, a[p + 5 * aStride]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      c52 = x.fma(b2, c52);
      y = y.blend(x, THIRD);
      low = y.fma(last, low);
      q += bStride;
    }
    high.rearrange(FIRST_LAST).intoArray(c, cLast);
    c00.intoArray(c, cAt);
    c01.intoArray(c, cAt + LANES);
    c02.intoArray(c, cAt + 2 * LANES);
    high.rearrange(SECOND_LAST).intoArray(c, cLast + cStride);
    c10.intoArray(c, cAt + cStride);
    c11.intoArray(c, cAt + cStride + LANES);
    c12.intoArray(c, cAt + cStride + 2 * LANES);
    high.rearrange(THIRD_LAST).intoArray(c, cLast + 2 * cStride);
    c20.intoArray(c, cAt + 2 * cStride);
    c21.intoArray(c, cAt + 2 * cStride + LANES);
    c22.intoArray(c, cAt + 2 * cStride + 2 * LANES);
    low.rearrange(FIRST_LAST).intoArray(c, cLast + 3 * cStride);
    c30.intoArray(c, cAt + 3 * cStride);
    c31.intoArray(c, cAt + 3 * cStride + LANES);
    c32.intoArray(c, cAt + 3 * cStride + 2 * LANES);
    low.rearrange(SECOND_LAST).intoArray(c, cLast + 4 * cStride);
    c40.intoArray(c, cAt + 4 * cStride);
    c41.intoArray(c, cAt + 4 * cStride + LANES);
    c42.intoArray(c, cAt + 4 * cStride + 2 * LANES);
    low.rearrange(THIRD_LAST).intoArray(c, cLast + 5 * cStride);
    c50.intoArray(c, cAt + 5 * cStride);
    c51.intoArray(c, cAt + 5 * cStride + LANES);
    c52.intoArray(c, cAt + 5 * cStride + 2 * LANES);
  }
}
