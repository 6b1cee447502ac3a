package dev.unroll.kernels.vector;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.Panels.WIDTH;

import jdk.incubator.vector.FloatVector;

/// The micro-kernels of the matrix product: tiles of `C += A·B` held in registers while one panel of
/// packed `B` (see [Panels]) streams by. Each lane is one chain of fused multiply-adds along `K`.
///
/// Accumulators are locals, one variable each, because vectors in arrays or fields are boxed. Every
/// method stands alone and calls nothing in its loop: a call would spill all vector registers. The
/// methods are short-running on purpose, so that they are compiled from their entry, not by on-stack
/// replacement.
///
/// Arguments: row `r` of the tile reads `a[aOffset + r·aStride + k]` and updates the `WIDTH` floats
/// from `c[cOffset + r·cStride]` on; without `accumulate` the chains begin at zero.
final class Tiles {
  /// Rows of a tile: with 32 vector registers eight rows, with 16 four (sixteen and eight
  /// accumulators; more would spill).
  static final int ROWS = LANES == 16 ? 8 : 4;

  private Tiles() {}

  /// A tile of eight rows.
  static void rows8(
      int k,
      float[] a,
      int aOffset,
      int aStride,
      float[] panel,
      int panelOffset,
      float[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    int a1 = aOffset + aStride;
    int a2 = a1 + aStride;
    int a3 = a2 + aStride;
    int a4 = a3 + aStride;
    int a5 = a4 + aStride;
    int a6 = a5 + aStride;
    int a7 = a6 + aStride;
    int r1 = cOffset + cStride;
    int r2 = r1 + cStride;
    int r3 = r2 + cStride;
    int r4 = r3 + cStride;
    int r5 = r4 + cStride;
    int r6 = r5 + cStride;
    int r7 = r6 + cStride;
    FloatVector c00;
    FloatVector c01;
    FloatVector c10;
    FloatVector c11;
    FloatVector c20;
    FloatVector c21;
    FloatVector c30;
    FloatVector c31;
    FloatVector c40;
    FloatVector c41;
    FloatVector c50;
    FloatVector c51;
    FloatVector c60;
    FloatVector c61;
    FloatVector c70;
    FloatVector c71;
    if (accumulate) {
      c00 = FloatVector.fromArray(SPECIES, c, cOffset);
      c01 = FloatVector.fromArray(SPECIES, c, cOffset + LANES);
      c10 = FloatVector.fromArray(SPECIES, c, r1);
      c11 = FloatVector.fromArray(SPECIES, c, r1 + LANES);
      c20 = FloatVector.fromArray(SPECIES, c, r2);
      c21 = FloatVector.fromArray(SPECIES, c, r2 + LANES);
      c30 = FloatVector.fromArray(SPECIES, c, r3);
      c31 = FloatVector.fromArray(SPECIES, c, r3 + LANES);
      c40 = FloatVector.fromArray(SPECIES, c, r4);
      c41 = FloatVector.fromArray(SPECIES, c, r4 + LANES);
      c50 = FloatVector.fromArray(SPECIES, c, r5);
      c51 = FloatVector.fromArray(SPECIES, c, r5 + LANES);
      c60 = FloatVector.fromArray(SPECIES, c, r6);
      c61 = FloatVector.fromArray(SPECIES, c, r6 + LANES);
      c70 = FloatVector.fromArray(SPECIES, c, r7);
      c71 = FloatVector.fromArray(SPECIES, c, r7 + LANES);
    } else {
      c00 = FloatVector.zero(SPECIES);
      c01 = FloatVector.zero(SPECIES);
      c10 = FloatVector.zero(SPECIES);
      c11 = FloatVector.zero(SPECIES);
      c20 = FloatVector.zero(SPECIES);
      c21 = FloatVector.zero(SPECIES);
      c30 = FloatVector.zero(SPECIES);
      c31 = FloatVector.zero(SPECIES);
      c40 = FloatVector.zero(SPECIES);
      c41 = FloatVector.zero(SPECIES);
      c50 = FloatVector.zero(SPECIES);
      c51 = FloatVector.zero(SPECIES);
      c60 = FloatVector.zero(SPECIES);
      c61 = FloatVector.zero(SPECIES);
      c70 = FloatVector.zero(SPECIES);
      c71 = FloatVector.zero(SPECIES);
    }
    for (int i = 0; i < k; i++) {
      int b = panelOffset + i * WIDTH;
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, b);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, b + LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, a[aOffset + i]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[a1 + i]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, a[a2 + i]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[a3 + i]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(SPECIES, a[a4 + i]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(SPECIES, a[a5 + i]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(SPECIES, a[a6 + i]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = FloatVector.broadcast(SPECIES, a[a7 + i]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
    }
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
    c10.intoArray(c, r1);
    c11.intoArray(c, r1 + LANES);
    c20.intoArray(c, r2);
    c21.intoArray(c, r2 + LANES);
    c30.intoArray(c, r3);
    c31.intoArray(c, r3 + LANES);
    c40.intoArray(c, r4);
    c41.intoArray(c, r4 + LANES);
    c50.intoArray(c, r5);
    c51.intoArray(c, r5 + LANES);
    c60.intoArray(c, r6);
    c61.intoArray(c, r6 + LANES);
    c70.intoArray(c, r7);
    c71.intoArray(c, r7 + LANES);
  }

  /// A tile of eight rows of packed `A`: element `(r, k)` is `a[aOffset + 8·k + r]`.
  static void packedRows8(
      int k,
      float[] a,
      int aOffset,
      float[] panel,
      int panelOffset,
      float[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    int r1 = cOffset + cStride;
    int r2 = r1 + cStride;
    int r3 = r2 + cStride;
    int r4 = r3 + cStride;
    int r5 = r4 + cStride;
    int r6 = r5 + cStride;
    int r7 = r6 + cStride;
    FloatVector c00;
    FloatVector c01;
    FloatVector c10;
    FloatVector c11;
    FloatVector c20;
    FloatVector c21;
    FloatVector c30;
    FloatVector c31;
    FloatVector c40;
    FloatVector c41;
    FloatVector c50;
    FloatVector c51;
    FloatVector c60;
    FloatVector c61;
    FloatVector c70;
    FloatVector c71;
    if (accumulate) {
      c00 = FloatVector.fromArray(SPECIES, c, cOffset);
      c01 = FloatVector.fromArray(SPECIES, c, cOffset + LANES);
      c10 = FloatVector.fromArray(SPECIES, c, r1);
      c11 = FloatVector.fromArray(SPECIES, c, r1 + LANES);
      c20 = FloatVector.fromArray(SPECIES, c, r2);
      c21 = FloatVector.fromArray(SPECIES, c, r2 + LANES);
      c30 = FloatVector.fromArray(SPECIES, c, r3);
      c31 = FloatVector.fromArray(SPECIES, c, r3 + LANES);
      c40 = FloatVector.fromArray(SPECIES, c, r4);
      c41 = FloatVector.fromArray(SPECIES, c, r4 + LANES);
      c50 = FloatVector.fromArray(SPECIES, c, r5);
      c51 = FloatVector.fromArray(SPECIES, c, r5 + LANES);
      c60 = FloatVector.fromArray(SPECIES, c, r6);
      c61 = FloatVector.fromArray(SPECIES, c, r6 + LANES);
      c70 = FloatVector.fromArray(SPECIES, c, r7);
      c71 = FloatVector.fromArray(SPECIES, c, r7 + LANES);
    } else {
      c00 = FloatVector.zero(SPECIES);
      c01 = FloatVector.zero(SPECIES);
      c10 = FloatVector.zero(SPECIES);
      c11 = FloatVector.zero(SPECIES);
      c20 = FloatVector.zero(SPECIES);
      c21 = FloatVector.zero(SPECIES);
      c30 = FloatVector.zero(SPECIES);
      c31 = FloatVector.zero(SPECIES);
      c40 = FloatVector.zero(SPECIES);
      c41 = FloatVector.zero(SPECIES);
      c50 = FloatVector.zero(SPECIES);
      c51 = FloatVector.zero(SPECIES);
      c60 = FloatVector.zero(SPECIES);
      c61 = FloatVector.zero(SPECIES);
      c70 = FloatVector.zero(SPECIES);
      c71 = FloatVector.zero(SPECIES);
    }
    for (int i = 0; i < k; i++) {
      int b = panelOffset + i * WIDTH;
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, b);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, b + LANES);
      int p = aOffset + i * 8;
      FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[p + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, a[p + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[p + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(SPECIES, a[p + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(SPECIES, a[p + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(SPECIES, a[p + 6]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = FloatVector.broadcast(SPECIES, a[p + 7]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
    }
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
    c10.intoArray(c, r1);
    c11.intoArray(c, r1 + LANES);
    c20.intoArray(c, r2);
    c21.intoArray(c, r2 + LANES);
    c30.intoArray(c, r3);
    c31.intoArray(c, r3 + LANES);
    c40.intoArray(c, r4);
    c41.intoArray(c, r4 + LANES);
    c50.intoArray(c, r5);
    c51.intoArray(c, r5 + LANES);
    c60.intoArray(c, r6);
    c61.intoArray(c, r6 + LANES);
    c70.intoArray(c, r7);
    c71.intoArray(c, r7 + LANES);
  }

  /// A tile of four rows of packed `A`: element `(r, k)` is `a[aOffset + 4·k + r]`.
  static void packedRows4(
      int k,
      float[] a,
      int aOffset,
      float[] panel,
      int panelOffset,
      float[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    int r1 = cOffset + cStride;
    int r2 = r1 + cStride;
    int r3 = r2 + cStride;
    FloatVector c00;
    FloatVector c01;
    FloatVector c10;
    FloatVector c11;
    FloatVector c20;
    FloatVector c21;
    FloatVector c30;
    FloatVector c31;
    if (accumulate) {
      c00 = FloatVector.fromArray(SPECIES, c, cOffset);
      c01 = FloatVector.fromArray(SPECIES, c, cOffset + LANES);
      c10 = FloatVector.fromArray(SPECIES, c, r1);
      c11 = FloatVector.fromArray(SPECIES, c, r1 + LANES);
      c20 = FloatVector.fromArray(SPECIES, c, r2);
      c21 = FloatVector.fromArray(SPECIES, c, r2 + LANES);
      c30 = FloatVector.fromArray(SPECIES, c, r3);
      c31 = FloatVector.fromArray(SPECIES, c, r3 + LANES);
    } else {
      c00 = FloatVector.zero(SPECIES);
      c01 = FloatVector.zero(SPECIES);
      c10 = FloatVector.zero(SPECIES);
      c11 = FloatVector.zero(SPECIES);
      c20 = FloatVector.zero(SPECIES);
      c21 = FloatVector.zero(SPECIES);
      c30 = FloatVector.zero(SPECIES);
      c31 = FloatVector.zero(SPECIES);
    }
    for (int i = 0; i < k; i++) {
      int b = panelOffset + i * WIDTH;
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, b);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, b + LANES);
      int p = aOffset + i * 4;
      FloatVector x = FloatVector.broadcast(SPECIES, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[p + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, a[p + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[p + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
    }
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
    c10.intoArray(c, r1);
    c11.intoArray(c, r1 + LANES);
    c20.intoArray(c, r2);
    c21.intoArray(c, r2 + LANES);
    c30.intoArray(c, r3);
    c31.intoArray(c, r3 + LANES);
  }

  /// A tile of four rows.
  static void rows4(
      int k,
      float[] a,
      int aOffset,
      int aStride,
      float[] panel,
      int panelOffset,
      float[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    int a1 = aOffset + aStride;
    int a2 = a1 + aStride;
    int a3 = a2 + aStride;
    int r1 = cOffset + cStride;
    int r2 = r1 + cStride;
    int r3 = r2 + cStride;
    FloatVector c00;
    FloatVector c01;
    FloatVector c10;
    FloatVector c11;
    FloatVector c20;
    FloatVector c21;
    FloatVector c30;
    FloatVector c31;
    if (accumulate) {
      c00 = FloatVector.fromArray(SPECIES, c, cOffset);
      c01 = FloatVector.fromArray(SPECIES, c, cOffset + LANES);
      c10 = FloatVector.fromArray(SPECIES, c, r1);
      c11 = FloatVector.fromArray(SPECIES, c, r1 + LANES);
      c20 = FloatVector.fromArray(SPECIES, c, r2);
      c21 = FloatVector.fromArray(SPECIES, c, r2 + LANES);
      c30 = FloatVector.fromArray(SPECIES, c, r3);
      c31 = FloatVector.fromArray(SPECIES, c, r3 + LANES);
    } else {
      c00 = FloatVector.zero(SPECIES);
      c01 = FloatVector.zero(SPECIES);
      c10 = FloatVector.zero(SPECIES);
      c11 = FloatVector.zero(SPECIES);
      c20 = FloatVector.zero(SPECIES);
      c21 = FloatVector.zero(SPECIES);
      c30 = FloatVector.zero(SPECIES);
      c31 = FloatVector.zero(SPECIES);
    }
    for (int i = 0; i < k; i++) {
      int b = panelOffset + i * WIDTH;
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, b);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, b + LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, a[aOffset + i]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[a1 + i]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, a[a2 + i]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[a3 + i]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
    }
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
    c10.intoArray(c, r1);
    c11.intoArray(c, r1 + LANES);
    c20.intoArray(c, r2);
    c21.intoArray(c, r2 + LANES);
    c30.intoArray(c, r3);
    c31.intoArray(c, r3 + LANES);
  }

  /// A tile of two rows.
  static void rows2(
      int k,
      float[] a,
      int aOffset,
      int aStride,
      float[] panel,
      int panelOffset,
      float[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    int a1 = aOffset + aStride;
    int r1 = cOffset + cStride;
    FloatVector c00;
    FloatVector c01;
    FloatVector c10;
    FloatVector c11;
    if (accumulate) {
      c00 = FloatVector.fromArray(SPECIES, c, cOffset);
      c01 = FloatVector.fromArray(SPECIES, c, cOffset + LANES);
      c10 = FloatVector.fromArray(SPECIES, c, r1);
      c11 = FloatVector.fromArray(SPECIES, c, r1 + LANES);
    } else {
      c00 = FloatVector.zero(SPECIES);
      c01 = FloatVector.zero(SPECIES);
      c10 = FloatVector.zero(SPECIES);
      c11 = FloatVector.zero(SPECIES);
    }
    for (int i = 0; i < k; i++) {
      int b = panelOffset + i * WIDTH;
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, b);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, b + LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, a[aOffset + i]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[a1 + i]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
    }
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
    c10.intoArray(c, r1);
    c11.intoArray(c, r1 + LANES);
  }

  /// A tile of one row.
  static void rows1(
      int k,
      float[] a,
      int aOffset,
      float[] panel,
      int panelOffset,
      float[] c,
      int cOffset,
      boolean accumulate) {
    FloatVector c00;
    FloatVector c01;
    if (accumulate) {
      c00 = FloatVector.fromArray(SPECIES, c, cOffset);
      c01 = FloatVector.fromArray(SPECIES, c, cOffset + LANES);
    } else {
      c00 = FloatVector.zero(SPECIES);
      c01 = FloatVector.zero(SPECIES);
    }
    for (int i = 0; i < k; i++) {
      int b = panelOffset + i * WIDTH;
      FloatVector b0 = FloatVector.fromArray(SPECIES, panel, b);
      FloatVector b1 = FloatVector.fromArray(SPECIES, panel, b + LANES);
      FloatVector x = FloatVector.broadcast(SPECIES, a[aOffset + i]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
    }
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
  }

  /// One row by four consecutive panels: eight independent chains hide the latency that two cannot.
  static void row1Wide(
      int k,
      float[] a,
      int aOffset,
      float[] panel,
      int panelOffset,
      float[] c,
      int cOffset,
      boolean accumulate) {
    int panelLength = k * WIDTH;
    int p1 = panelOffset + panelLength;
    int p2 = p1 + panelLength;
    int p3 = p2 + panelLength;
    FloatVector c0;
    FloatVector c1;
    FloatVector c2;
    FloatVector c3;
    FloatVector c4;
    FloatVector c5;
    FloatVector c6;
    FloatVector c7;
    if (accumulate) {
      c0 = FloatVector.fromArray(SPECIES, c, cOffset);
      c1 = FloatVector.fromArray(SPECIES, c, cOffset + LANES);
      c2 = FloatVector.fromArray(SPECIES, c, cOffset + 2 * LANES);
      c3 = FloatVector.fromArray(SPECIES, c, cOffset + 3 * LANES);
      c4 = FloatVector.fromArray(SPECIES, c, cOffset + 4 * LANES);
      c5 = FloatVector.fromArray(SPECIES, c, cOffset + 5 * LANES);
      c6 = FloatVector.fromArray(SPECIES, c, cOffset + 6 * LANES);
      c7 = FloatVector.fromArray(SPECIES, c, cOffset + 7 * LANES);
    } else {
      c0 = FloatVector.zero(SPECIES);
      c1 = FloatVector.zero(SPECIES);
      c2 = FloatVector.zero(SPECIES);
      c3 = FloatVector.zero(SPECIES);
      c4 = FloatVector.zero(SPECIES);
      c5 = FloatVector.zero(SPECIES);
      c6 = FloatVector.zero(SPECIES);
      c7 = FloatVector.zero(SPECIES);
    }
    for (int i = 0; i < k; i++) {
      int b = i * WIDTH;
      FloatVector x = FloatVector.broadcast(SPECIES, a[aOffset + i]);
      c0 = x.fma(FloatVector.fromArray(SPECIES, panel, panelOffset + b), c0);
      c1 = x.fma(FloatVector.fromArray(SPECIES, panel, panelOffset + b + LANES), c1);
      c2 = x.fma(FloatVector.fromArray(SPECIES, panel, p1 + b), c2);
      c3 = x.fma(FloatVector.fromArray(SPECIES, panel, p1 + b + LANES), c3);
      c4 = x.fma(FloatVector.fromArray(SPECIES, panel, p2 + b), c4);
      c5 = x.fma(FloatVector.fromArray(SPECIES, panel, p2 + b + LANES), c5);
      c6 = x.fma(FloatVector.fromArray(SPECIES, panel, p3 + b), c6);
      c7 = x.fma(FloatVector.fromArray(SPECIES, panel, p3 + b + LANES), c7);
    }
    c0.intoArray(c, cOffset);
    c1.intoArray(c, cOffset + LANES);
    c2.intoArray(c, cOffset + 2 * LANES);
    c3.intoArray(c, cOffset + 3 * LANES);
    c4.intoArray(c, cOffset + 4 * LANES);
    c5.intoArray(c, cOffset + 5 * LANES);
    c6.intoArray(c, cOffset + 6 * LANES);
    c7.intoArray(c, cOffset + 7 * LANES);
  }
}
