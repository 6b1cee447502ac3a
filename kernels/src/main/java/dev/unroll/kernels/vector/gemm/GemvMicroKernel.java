package dev.unroll.kernels.vector.gemm;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import jdk.incubator.vector.FloatVector;

/// The micro-kernels of products of a single row with packed columns (see [PackB]): `c = s + a·B`, each
/// lane one chain of fused multiply-adds along `K` as in [MicroKernel]. A row has a chain to each vector of
/// columns only, so it takes some panels, `panelStride` apart, at once: two chains would wait for each
/// other. No vector is read twice: reading the panels is what limits a row.
final class GemvMicroKernel {
  private GemvMicroKernel() {}

  /// Eight panels.
  static void panels8(
      float[] start,
      int startOffset,
      int k,
      float[] a,
      int aOffset,
      float[] panel,
      int panelOffset,
      int panelStride,
      float[] c,
      int cOffset) {
    FloatVector c0 = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c1 = FloatVector.fromArray(SPECIES, start, startOffset + LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * LANES);
    FloatVector c3 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * LANES);
    FloatVector c4 = FloatVector.fromArray(SPECIES, start, startOffset + 4 * LANES);
    FloatVector c5 = FloatVector.fromArray(SPECIES, start, startOffset + 5 * LANES);
    FloatVector c6 = FloatVector.fromArray(SPECIES, start, startOffset + 6 * LANES);
    FloatVector c7 = FloatVector.fromArray(SPECIES, start, startOffset + 7 * LANES);
    FloatVector c8 = FloatVector.fromArray(SPECIES, start, startOffset + 8 * LANES);
    FloatVector c9 = FloatVector.fromArray(SPECIES, start, startOffset + 9 * LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, start, startOffset + 10 * LANES);
    FloatVector c11 = FloatVector.fromArray(SPECIES, start, startOffset + 11 * LANES);
    FloatVector c12 = FloatVector.fromArray(SPECIES, start, startOffset + 12 * LANES);
    FloatVector c13 = FloatVector.fromArray(SPECIES, start, startOffset + 13 * LANES);
    FloatVector c14 = FloatVector.fromArray(SPECIES, start, startOffset + 14 * LANES);
    FloatVector c15 = FloatVector.fromArray(SPECIES, start, startOffset + 15 * LANES);
    int p0 = panelOffset;
    int p1 = p0 + panelStride;
    int p2 = p1 + panelStride;
    int p3 = p2 + panelStride;
    int p4 = p3 + panelStride;
    int p5 = p4 + panelStride;
    int p6 = p5 + panelStride;
    int p7 = p6 + panelStride;
    for (int i = 0; i < k; i++) {
      int b = i * NR;
      FloatVector x = FloatVector.broadcast(SPECIES, a[aOffset + i]);
      c0 = x.fma(FloatVector.fromArray(SPECIES, panel, p0 + b), c0);
      c1 = x.fma(FloatVector.fromArray(SPECIES, panel, p0 + b + LANES), c1);
      c2 = x.fma(FloatVector.fromArray(SPECIES, panel, p1 + b), c2);
      c3 = x.fma(FloatVector.fromArray(SPECIES, panel, p1 + b + LANES), c3);
      c4 = x.fma(FloatVector.fromArray(SPECIES, panel, p2 + b), c4);
      c5 = x.fma(FloatVector.fromArray(SPECIES, panel, p2 + b + LANES), c5);
      c6 = x.fma(FloatVector.fromArray(SPECIES, panel, p3 + b), c6);
      c7 = x.fma(FloatVector.fromArray(SPECIES, panel, p3 + b + LANES), c7);
      c8 = x.fma(FloatVector.fromArray(SPECIES, panel, p4 + b), c8);
      c9 = x.fma(FloatVector.fromArray(SPECIES, panel, p4 + b + LANES), c9);
      c10 = x.fma(FloatVector.fromArray(SPECIES, panel, p5 + b), c10);
      c11 = x.fma(FloatVector.fromArray(SPECIES, panel, p5 + b + LANES), c11);
      c12 = x.fma(FloatVector.fromArray(SPECIES, panel, p6 + b), c12);
      c13 = x.fma(FloatVector.fromArray(SPECIES, panel, p6 + b + LANES), c13);
      c14 = x.fma(FloatVector.fromArray(SPECIES, panel, p7 + b), c14);
      c15 = x.fma(FloatVector.fromArray(SPECIES, panel, p7 + b + LANES), c15);
    }
    c0.intoArray(c, cOffset);
    c1.intoArray(c, cOffset + LANES);
    c2.intoArray(c, cOffset + 2 * LANES);
    c3.intoArray(c, cOffset + 3 * LANES);
    c4.intoArray(c, cOffset + 4 * LANES);
    c5.intoArray(c, cOffset + 5 * LANES);
    c6.intoArray(c, cOffset + 6 * LANES);
    c7.intoArray(c, cOffset + 7 * LANES);
    c8.intoArray(c, cOffset + 8 * LANES);
    c9.intoArray(c, cOffset + 9 * LANES);
    c10.intoArray(c, cOffset + 10 * LANES);
    c11.intoArray(c, cOffset + 11 * LANES);
    c12.intoArray(c, cOffset + 12 * LANES);
    c13.intoArray(c, cOffset + 13 * LANES);
    c14.intoArray(c, cOffset + 14 * LANES);
    c15.intoArray(c, cOffset + 15 * LANES);
  }

  /// Six panels.
  static void panels6(
      float[] start,
      int startOffset,
      int k,
      float[] a,
      int aOffset,
      float[] panel,
      int panelOffset,
      int panelStride,
      float[] c,
      int cOffset) {
    FloatVector c0 = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c1 = FloatVector.fromArray(SPECIES, start, startOffset + LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * LANES);
    FloatVector c3 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * LANES);
    FloatVector c4 = FloatVector.fromArray(SPECIES, start, startOffset + 4 * LANES);
    FloatVector c5 = FloatVector.fromArray(SPECIES, start, startOffset + 5 * LANES);
    FloatVector c6 = FloatVector.fromArray(SPECIES, start, startOffset + 6 * LANES);
    FloatVector c7 = FloatVector.fromArray(SPECIES, start, startOffset + 7 * LANES);
    FloatVector c8 = FloatVector.fromArray(SPECIES, start, startOffset + 8 * LANES);
    FloatVector c9 = FloatVector.fromArray(SPECIES, start, startOffset + 9 * LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, start, startOffset + 10 * LANES);
    FloatVector c11 = FloatVector.fromArray(SPECIES, start, startOffset + 11 * LANES);
    int p0 = panelOffset;
    int p1 = p0 + panelStride;
    int p2 = p1 + panelStride;
    int p3 = p2 + panelStride;
    int p4 = p3 + panelStride;
    int p5 = p4 + panelStride;
    for (int i = 0; i < k; i++) {
      int b = i * NR;
      FloatVector x = FloatVector.broadcast(SPECIES, a[aOffset + i]);
      c0 = x.fma(FloatVector.fromArray(SPECIES, panel, p0 + b), c0);
      c1 = x.fma(FloatVector.fromArray(SPECIES, panel, p0 + b + LANES), c1);
      c2 = x.fma(FloatVector.fromArray(SPECIES, panel, p1 + b), c2);
      c3 = x.fma(FloatVector.fromArray(SPECIES, panel, p1 + b + LANES), c3);
      c4 = x.fma(FloatVector.fromArray(SPECIES, panel, p2 + b), c4);
      c5 = x.fma(FloatVector.fromArray(SPECIES, panel, p2 + b + LANES), c5);
      c6 = x.fma(FloatVector.fromArray(SPECIES, panel, p3 + b), c6);
      c7 = x.fma(FloatVector.fromArray(SPECIES, panel, p3 + b + LANES), c7);
      c8 = x.fma(FloatVector.fromArray(SPECIES, panel, p4 + b), c8);
      c9 = x.fma(FloatVector.fromArray(SPECIES, panel, p4 + b + LANES), c9);
      c10 = x.fma(FloatVector.fromArray(SPECIES, panel, p5 + b), c10);
      c11 = x.fma(FloatVector.fromArray(SPECIES, panel, p5 + b + LANES), c11);
    }
    c0.intoArray(c, cOffset);
    c1.intoArray(c, cOffset + LANES);
    c2.intoArray(c, cOffset + 2 * LANES);
    c3.intoArray(c, cOffset + 3 * LANES);
    c4.intoArray(c, cOffset + 4 * LANES);
    c5.intoArray(c, cOffset + 5 * LANES);
    c6.intoArray(c, cOffset + 6 * LANES);
    c7.intoArray(c, cOffset + 7 * LANES);
    c8.intoArray(c, cOffset + 8 * LANES);
    c9.intoArray(c, cOffset + 9 * LANES);
    c10.intoArray(c, cOffset + 10 * LANES);
    c11.intoArray(c, cOffset + 11 * LANES);
  }

  /// Four panels.
  static void panels4(
      float[] start,
      int startOffset,
      int k,
      float[] a,
      int aOffset,
      float[] panel,
      int panelOffset,
      int panelStride,
      float[] c,
      int cOffset) {
    FloatVector c0 = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c1 = FloatVector.fromArray(SPECIES, start, startOffset + LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * LANES);
    FloatVector c3 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * LANES);
    FloatVector c4 = FloatVector.fromArray(SPECIES, start, startOffset + 4 * LANES);
    FloatVector c5 = FloatVector.fromArray(SPECIES, start, startOffset + 5 * LANES);
    FloatVector c6 = FloatVector.fromArray(SPECIES, start, startOffset + 6 * LANES);
    FloatVector c7 = FloatVector.fromArray(SPECIES, start, startOffset + 7 * LANES);
    int p0 = panelOffset;
    int p1 = p0 + panelStride;
    int p2 = p1 + panelStride;
    int p3 = p2 + panelStride;
    for (int i = 0; i < k; i++) {
      int b = i * NR;
      FloatVector x = FloatVector.broadcast(SPECIES, a[aOffset + i]);
      c0 = x.fma(FloatVector.fromArray(SPECIES, panel, p0 + b), c0);
      c1 = x.fma(FloatVector.fromArray(SPECIES, panel, p0 + b + LANES), c1);
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

  /// Three panels.
  static void panels3(
      float[] start,
      int startOffset,
      int k,
      float[] a,
      int aOffset,
      float[] panel,
      int panelOffset,
      int panelStride,
      float[] c,
      int cOffset) {
    FloatVector c0 = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c1 = FloatVector.fromArray(SPECIES, start, startOffset + LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * LANES);
    FloatVector c3 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * LANES);
    FloatVector c4 = FloatVector.fromArray(SPECIES, start, startOffset + 4 * LANES);
    FloatVector c5 = FloatVector.fromArray(SPECIES, start, startOffset + 5 * LANES);
    int p0 = panelOffset;
    int p1 = p0 + panelStride;
    int p2 = p1 + panelStride;
    for (int i = 0; i < k; i++) {
      int b = i * NR;
      FloatVector x = FloatVector.broadcast(SPECIES, a[aOffset + i]);
      c0 = x.fma(FloatVector.fromArray(SPECIES, panel, p0 + b), c0);
      c1 = x.fma(FloatVector.fromArray(SPECIES, panel, p0 + b + LANES), c1);
      c2 = x.fma(FloatVector.fromArray(SPECIES, panel, p1 + b), c2);
      c3 = x.fma(FloatVector.fromArray(SPECIES, panel, p1 + b + LANES), c3);
      c4 = x.fma(FloatVector.fromArray(SPECIES, panel, p2 + b), c4);
      c5 = x.fma(FloatVector.fromArray(SPECIES, panel, p2 + b + LANES), c5);
    }
    c0.intoArray(c, cOffset);
    c1.intoArray(c, cOffset + LANES);
    c2.intoArray(c, cOffset + 2 * LANES);
    c3.intoArray(c, cOffset + 3 * LANES);
    c4.intoArray(c, cOffset + 4 * LANES);
    c5.intoArray(c, cOffset + 5 * LANES);
  }

  /// Six panels and the narrow one at `narrowOffset`, whose columns start from and end in `edge`.
  static void panels6AndNarrow(
      float[] start,
      int startOffset,
      int k,
      float[] a,
      int aOffset,
      float[] panel,
      int panelOffset,
      int panelStride,
      float[] c,
      int cOffset,
      int narrowOffset,
      float[] edge,
      int edgeOffset) {
    FloatVector c0 = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c1 = FloatVector.fromArray(SPECIES, start, startOffset + LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * LANES);
    FloatVector c3 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * LANES);
    FloatVector c4 = FloatVector.fromArray(SPECIES, start, startOffset + 4 * LANES);
    FloatVector c5 = FloatVector.fromArray(SPECIES, start, startOffset + 5 * LANES);
    FloatVector c6 = FloatVector.fromArray(SPECIES, start, startOffset + 6 * LANES);
    FloatVector c7 = FloatVector.fromArray(SPECIES, start, startOffset + 7 * LANES);
    FloatVector c8 = FloatVector.fromArray(SPECIES, start, startOffset + 8 * LANES);
    FloatVector c9 = FloatVector.fromArray(SPECIES, start, startOffset + 9 * LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, start, startOffset + 10 * LANES);
    FloatVector c11 = FloatVector.fromArray(SPECIES, start, startOffset + 11 * LANES);
    FloatVector c12 = FloatVector.fromArray(SPECIES, edge, edgeOffset);
    int p0 = panelOffset;
    int p1 = p0 + panelStride;
    int p2 = p1 + panelStride;
    int p3 = p2 + panelStride;
    int p4 = p3 + panelStride;
    int p5 = p4 + panelStride;
    for (int i = 0; i < k; i++) {
      int b = i * NR;
      FloatVector x = FloatVector.broadcast(SPECIES, a[aOffset + i]);
      c0 = x.fma(FloatVector.fromArray(SPECIES, panel, p0 + b), c0);
      c1 = x.fma(FloatVector.fromArray(SPECIES, panel, p0 + b + LANES), c1);
      c2 = x.fma(FloatVector.fromArray(SPECIES, panel, p1 + b), c2);
      c3 = x.fma(FloatVector.fromArray(SPECIES, panel, p1 + b + LANES), c3);
      c4 = x.fma(FloatVector.fromArray(SPECIES, panel, p2 + b), c4);
      c5 = x.fma(FloatVector.fromArray(SPECIES, panel, p2 + b + LANES), c5);
      c6 = x.fma(FloatVector.fromArray(SPECIES, panel, p3 + b), c6);
      c7 = x.fma(FloatVector.fromArray(SPECIES, panel, p3 + b + LANES), c7);
      c8 = x.fma(FloatVector.fromArray(SPECIES, panel, p4 + b), c8);
      c9 = x.fma(FloatVector.fromArray(SPECIES, panel, p4 + b + LANES), c9);
      c10 = x.fma(FloatVector.fromArray(SPECIES, panel, p5 + b), c10);
      c11 = x.fma(FloatVector.fromArray(SPECIES, panel, p5 + b + LANES), c11);
      c12 = x.fma(FloatVector.fromArray(SPECIES, panel, narrowOffset + i * LANES), c12);
    }
    c0.intoArray(c, cOffset);
    c1.intoArray(c, cOffset + LANES);
    c2.intoArray(c, cOffset + 2 * LANES);
    c3.intoArray(c, cOffset + 3 * LANES);
    c4.intoArray(c, cOffset + 4 * LANES);
    c5.intoArray(c, cOffset + 5 * LANES);
    c6.intoArray(c, cOffset + 6 * LANES);
    c7.intoArray(c, cOffset + 7 * LANES);
    c8.intoArray(c, cOffset + 8 * LANES);
    c9.intoArray(c, cOffset + 9 * LANES);
    c10.intoArray(c, cOffset + 10 * LANES);
    c11.intoArray(c, cOffset + 11 * LANES);
    c12.intoArray(edge, edgeOffset);
  }

  /// Three panels and the narrow one at `narrowOffset`, whose columns start from and end in `edge`.
  static void panels3AndNarrow(
      float[] start,
      int startOffset,
      int k,
      float[] a,
      int aOffset,
      float[] panel,
      int panelOffset,
      int panelStride,
      float[] c,
      int cOffset,
      int narrowOffset,
      float[] edge,
      int edgeOffset) {
    FloatVector c0 = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c1 = FloatVector.fromArray(SPECIES, start, startOffset + LANES);
    FloatVector c2 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * LANES);
    FloatVector c3 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * LANES);
    FloatVector c4 = FloatVector.fromArray(SPECIES, start, startOffset + 4 * LANES);
    FloatVector c5 = FloatVector.fromArray(SPECIES, start, startOffset + 5 * LANES);
    FloatVector c6 = FloatVector.fromArray(SPECIES, edge, edgeOffset);
    int p0 = panelOffset;
    int p1 = p0 + panelStride;
    int p2 = p1 + panelStride;
    for (int i = 0; i < k; i++) {
      int b = i * NR;
      FloatVector x = FloatVector.broadcast(SPECIES, a[aOffset + i]);
      c0 = x.fma(FloatVector.fromArray(SPECIES, panel, p0 + b), c0);
      c1 = x.fma(FloatVector.fromArray(SPECIES, panel, p0 + b + LANES), c1);
      c2 = x.fma(FloatVector.fromArray(SPECIES, panel, p1 + b), c2);
      c3 = x.fma(FloatVector.fromArray(SPECIES, panel, p1 + b + LANES), c3);
      c4 = x.fma(FloatVector.fromArray(SPECIES, panel, p2 + b), c4);
      c5 = x.fma(FloatVector.fromArray(SPECIES, panel, p2 + b + LANES), c5);
      c6 = x.fma(FloatVector.fromArray(SPECIES, panel, narrowOffset + i * LANES), c6);
    }
    c0.intoArray(c, cOffset);
    c1.intoArray(c, cOffset + LANES);
    c2.intoArray(c, cOffset + 2 * LANES);
    c3.intoArray(c, cOffset + 3 * LANES);
    c4.intoArray(c, cOffset + 4 * LANES);
    c5.intoArray(c, cOffset + 5 * LANES);
    c6.intoArray(edge, edgeOffset);
  }
}
