package dev.unroll.kernels.vector.gemm;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.gemm.Blocking.LDA;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import jdk.incubator.vector.FloatVector;

/// The micro-kernels behind every product with packed columns (see [PackB]): a tile of `C = S + A·B` is
/// held in registers while one panel of `B` streams by. Each lane is one chain of fused multiply-adds
/// along `K`, begun at `S`; with `S = C` the tile is accumulated into.
///
/// Accumulators are locals, one variable each, because vectors in arrays or fields are boxed. Every
/// method stands alone and calls nothing in its loop: a call would spill all vector registers. The
/// methods are short-running on purpose, so that they are compiled from their entry, not by on-stack
/// replacement.
///
/// Rows of `A` are a constant [Blocking#LDA] floats apart, so that one index register serves all of them. With a
/// variable stride each row needs a register of its own, C2 spills a base pointer into a vector register,
/// and fetching it back every turn costs 6 % of the peak (93 instead of 98 % at eight rows). The tallest tiles' loops count that
/// index itself: three instructions a turn less than with a count that both indices are made from. They have 45 instructions for 24
/// multiply-adds, or 33 for 16, which tells where another thread has half of the core.
///
/// Row `r` of the tile starts from the `NR` floats at `start[startOffset + r·startStride]` (a stride
/// of 0 gives all rows the same start), reads `a[aOffset + r·LDA + k]`, and overwrites the `NR`
/// floats from `c[cOffset + r·cStride]` on.
final class MicroKernel {
  private MicroKernel() {}

  /// A tile of twelve rows ([Blocking#TALL]).
  static void rows12(
      float[] start,
      int startOffset,
      int startStride,
      int k,
      float[] a,
      int aOffset,
      float[] panel,
      int panelOffset,
      float[] c,
      int cOffset,
      int cStride) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c01 = FloatVector.fromArray(SPECIES, start, startOffset + LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, start, startOffset + startStride);
    FloatVector c11 = FloatVector.fromArray(SPECIES, start, startOffset + startStride + LANES);
    FloatVector c20 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride);
    FloatVector c21 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride + LANES);
    FloatVector c30 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startStride);
    FloatVector c31 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startStride + LANES);
    FloatVector c40 = FloatVector.fromArray(SPECIES, start, startOffset + 4 * startStride);
    FloatVector c41 = FloatVector.fromArray(SPECIES, start, startOffset + 4 * startStride + LANES);
    FloatVector c50 = FloatVector.fromArray(SPECIES, start, startOffset + 5 * startStride);
    FloatVector c51 = FloatVector.fromArray(SPECIES, start, startOffset + 5 * startStride + LANES);
    FloatVector c60 = FloatVector.fromArray(SPECIES, start, startOffset + 6 * startStride);
    FloatVector c61 = FloatVector.fromArray(SPECIES, start, startOffset + 6 * startStride + LANES);
    FloatVector c70 = FloatVector.fromArray(SPECIES, start, startOffset + 7 * startStride);
    FloatVector c71 = FloatVector.fromArray(SPECIES, start, startOffset + 7 * startStride + LANES);
    FloatVector c80 = FloatVector.fromArray(SPECIES, start, startOffset + 8 * startStride);
    FloatVector c81 = FloatVector.fromArray(SPECIES, start, startOffset + 8 * startStride + LANES);
    FloatVector c90 = FloatVector.fromArray(SPECIES, start, startOffset + 9 * startStride);
    FloatVector c91 = FloatVector.fromArray(SPECIES, start, startOffset + 9 * startStride + LANES);
    FloatVector ca0 = FloatVector.fromArray(SPECIES, start, startOffset + 10 * startStride);
    FloatVector ca1 = FloatVector.fromArray(SPECIES, start, startOffset + 10 * startStride + LANES);
    FloatVector cb0 = FloatVector.fromArray(SPECIES, start, startOffset + 11 * startStride);
    FloatVector cb1 = FloatVector.fromArray(SPECIES, start, startOffset + 11 * startStride + LANES);
    int distance = panelOffset - aOffset * NR;
    int end = aOffset + k;
    for (int p = aOffset; p < end; p++) {
      int b = distance + p * NR;
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, b);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, b + LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[p + LDA]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, a[p + 2 * LDA]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[p + 3 * LDA]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(SPECIES, a[p + 4 * LDA]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(SPECIES, a[p + 5 * LDA]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(SPECIES, a[p + 6 * LDA]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = FloatVector.broadcast(SPECIES, a[p + 7 * LDA]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
      x = FloatVector.broadcast(SPECIES, a[p + 8 * LDA]);
      c80 = x.fma(b0, c80);
      c81 = x.fma(b1, c81);
      x = FloatVector.broadcast(SPECIES, a[p + 9 * LDA]);
      c90 = x.fma(b0, c90);
      c91 = x.fma(b1, c91);
      x = FloatVector.broadcast(SPECIES, a[p + 10 * LDA]);
      ca0 = x.fma(b0, ca0);
      ca1 = x.fma(b1, ca1);
      x = FloatVector.broadcast(SPECIES, a[p + 11 * LDA]);
      cb0 = x.fma(b0, cb0);
      cb1 = x.fma(b1, cb1);
    }
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
    c10.intoArray(c, cOffset + cStride);
    c11.intoArray(c, cOffset + cStride + LANES);
    c20.intoArray(c, cOffset + 2 * cStride);
    c21.intoArray(c, cOffset + 2 * cStride + LANES);
    c30.intoArray(c, cOffset + 3 * cStride);
    c31.intoArray(c, cOffset + 3 * cStride + LANES);
    c40.intoArray(c, cOffset + 4 * cStride);
    c41.intoArray(c, cOffset + 4 * cStride + LANES);
    c50.intoArray(c, cOffset + 5 * cStride);
    c51.intoArray(c, cOffset + 5 * cStride + LANES);
    c60.intoArray(c, cOffset + 6 * cStride);
    c61.intoArray(c, cOffset + 6 * cStride + LANES);
    c70.intoArray(c, cOffset + 7 * cStride);
    c71.intoArray(c, cOffset + 7 * cStride + LANES);
    c80.intoArray(c, cOffset + 8 * cStride);
    c81.intoArray(c, cOffset + 8 * cStride + LANES);
    c90.intoArray(c, cOffset + 9 * cStride);
    c91.intoArray(c, cOffset + 9 * cStride + LANES);
    ca0.intoArray(c, cOffset + 10 * cStride);
    ca1.intoArray(c, cOffset + 10 * cStride + LANES);
    cb0.intoArray(c, cOffset + 11 * cStride);
    cb1.intoArray(c, cOffset + 11 * cStride + LANES);
  }

  /// A tile of eight rows.
  static void rows8(
      float[] start,
      int startOffset,
      int startStride,
      int k,
      float[] a,
      int aOffset,
      float[] panel,
      int panelOffset,
      float[] c,
      int cOffset,
      int cStride) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c01 = FloatVector.fromArray(SPECIES, start, startOffset + LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, start, startOffset + startStride);
    FloatVector c11 = FloatVector.fromArray(SPECIES, start, startOffset + startStride + LANES);
    FloatVector c20 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride);
    FloatVector c21 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride + LANES);
    FloatVector c30 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startStride);
    FloatVector c31 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startStride + LANES);
    FloatVector c40 = FloatVector.fromArray(SPECIES, start, startOffset + 4 * startStride);
    FloatVector c41 = FloatVector.fromArray(SPECIES, start, startOffset + 4 * startStride + LANES);
    FloatVector c50 = FloatVector.fromArray(SPECIES, start, startOffset + 5 * startStride);
    FloatVector c51 = FloatVector.fromArray(SPECIES, start, startOffset + 5 * startStride + LANES);
    FloatVector c60 = FloatVector.fromArray(SPECIES, start, startOffset + 6 * startStride);
    FloatVector c61 = FloatVector.fromArray(SPECIES, start, startOffset + 6 * startStride + LANES);
    FloatVector c70 = FloatVector.fromArray(SPECIES, start, startOffset + 7 * startStride);
    FloatVector c71 = FloatVector.fromArray(SPECIES, start, startOffset + 7 * startStride + LANES);
    int distance = panelOffset - aOffset * NR;
    int end = aOffset + k;
    for (int p = aOffset; p < end; p++) {
      int b = distance + p * NR;
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, b);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, b + LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[p + LDA]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, a[p + 2 * LDA]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[p + 3 * LDA]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(SPECIES, a[p + 4 * LDA]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(SPECIES, a[p + 5 * LDA]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(SPECIES, a[p + 6 * LDA]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = FloatVector.broadcast(SPECIES, a[p + 7 * LDA]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
    }
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
    c10.intoArray(c, cOffset + cStride);
    c11.intoArray(c, cOffset + cStride + LANES);
    c20.intoArray(c, cOffset + 2 * cStride);
    c21.intoArray(c, cOffset + 2 * cStride + LANES);
    c30.intoArray(c, cOffset + 3 * cStride);
    c31.intoArray(c, cOffset + 3 * cStride + LANES);
    c40.intoArray(c, cOffset + 4 * cStride);
    c41.intoArray(c, cOffset + 4 * cStride + LANES);
    c50.intoArray(c, cOffset + 5 * cStride);
    c51.intoArray(c, cOffset + 5 * cStride + LANES);
    c60.intoArray(c, cOffset + 6 * cStride);
    c61.intoArray(c, cOffset + 6 * cStride + LANES);
    c70.intoArray(c, cOffset + 7 * cStride);
    c71.intoArray(c, cOffset + 7 * cStride + LANES);
  }

  /// A tile of four rows.
  static void rows4(
      float[] start,
      int startOffset,
      int startStride,
      int k,
      float[] a,
      int aOffset,
      float[] panel,
      int panelOffset,
      float[] c,
      int cOffset,
      int cStride) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c01 = FloatVector.fromArray(SPECIES, start, startOffset + LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, start, startOffset + startStride);
    FloatVector c11 = FloatVector.fromArray(SPECIES, start, startOffset + startStride + LANES);
    FloatVector c20 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride);
    FloatVector c21 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride + LANES);
    FloatVector c30 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startStride);
    FloatVector c31 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startStride + LANES);
    for (int i = 0; i < k; i++) {
      int b = panelOffset + i * NR;
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, b);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, b + LANES);
      int p = aOffset + i;
      FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[p + LDA]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, a[p + 2 * LDA]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[p + 3 * LDA]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
    }
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
    c10.intoArray(c, cOffset + cStride);
    c11.intoArray(c, cOffset + cStride + LANES);
    c20.intoArray(c, cOffset + 2 * cStride);
    c21.intoArray(c, cOffset + 2 * cStride + LANES);
    c30.intoArray(c, cOffset + 3 * cStride);
    c31.intoArray(c, cOffset + 3 * cStride + LANES);
  }

  /// A tile of two rows.
  static void rows2(
      float[] start,
      int startOffset,
      int startStride,
      int k,
      float[] a,
      int aOffset,
      float[] panel,
      int panelOffset,
      float[] c,
      int cOffset,
      int cStride) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c01 = FloatVector.fromArray(SPECIES, start, startOffset + LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, start, startOffset + startStride);
    FloatVector c11 = FloatVector.fromArray(SPECIES, start, startOffset + startStride + LANES);
    for (int i = 0; i < k; i++) {
      int b = panelOffset + i * NR;
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, b);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, b + LANES);
      int p = aOffset + i;
      FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[p + LDA]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
    }
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
    c10.intoArray(c, cOffset + cStride);
    c11.intoArray(c, cOffset + cStride + LANES);
  }

  /// A tile of one row.
  static void rows1(
      float[] start,
      int startOffset,
      int k,
      float[] a,
      int aOffset,
      float[] panel,
      int panelOffset,
      float[] c,
      int cOffset) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c01 = FloatVector.fromArray(SPECIES, start, startOffset + LANES);
    for (int i = 0; i < k; i++) {
      int b = panelOffset + i * NR;
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, b);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, b + LANES);
      int p = aOffset + i;
      FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
    }
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
  }
}
