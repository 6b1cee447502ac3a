package dev.unroll.kernels.vector.convolution;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import jdk.incubator.vector.FloatVector;

/// The micro-kernels of the gradient to a convolution's weights: a tile of numbers of a window × channels of the output is held in
/// registers while rows of windows stream by, their numbers read where they lie in [Planes], the gradients to the output
/// in a panel of channels. Each lane is one chain of fused multiply-adds over the windows.
///
/// Number r of the tile in window i of row j is `planes[planesAt + rows[j] + numbers[k + r] + i]`; rows `from` to `to` have `length` windows
/// each. Row r of the tile goes on from the vectors at `c[cOffset + r·cStride]`, and overwrites them.
final class NumberMicroKernel {
  private NumberMicroKernel() {}

  /// Eight numbers, two vectors of channels.
  static void rows8(
      int from,
      int to,
      int length,
      int[] rows,
      int[] numbers,
      int k,
      float[] planes,
      int planesAt,
      float[] panel,
      int panelOffset,
      float[] c,
      int cOffset,
      int cStride) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, cOffset);
    FloatVector c01 = FloatVector.fromArray(SPECIES, c, cOffset + LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, c, cOffset + cStride);
    FloatVector c11 = FloatVector.fromArray(SPECIES, c, cOffset + cStride + LANES);
    FloatVector c20 = FloatVector.fromArray(SPECIES, c, cOffset + 2 * cStride);
    FloatVector c21 = FloatVector.fromArray(SPECIES, c, cOffset + 2 * cStride + LANES);
    FloatVector c30 = FloatVector.fromArray(SPECIES, c, cOffset + 3 * cStride);
    FloatVector c31 = FloatVector.fromArray(SPECIES, c, cOffset + 3 * cStride + LANES);
    FloatVector c40 = FloatVector.fromArray(SPECIES, c, cOffset + 4 * cStride);
    FloatVector c41 = FloatVector.fromArray(SPECIES, c, cOffset + 4 * cStride + LANES);
    FloatVector c50 = FloatVector.fromArray(SPECIES, c, cOffset + 5 * cStride);
    FloatVector c51 = FloatVector.fromArray(SPECIES, c, cOffset + 5 * cStride + LANES);
    FloatVector c60 = FloatVector.fromArray(SPECIES, c, cOffset + 6 * cStride);
    FloatVector c61 = FloatVector.fromArray(SPECIES, c, cOffset + 6 * cStride + LANES);
    FloatVector c70 = FloatVector.fromArray(SPECIES, c, cOffset + 7 * cStride);
    FloatVector c71 = FloatVector.fromArray(SPECIES, c, cOffset + 7 * cStride + LANES);
    FloatVector b0;
    FloatVector b1;
    FloatVector x;
    int q = panelOffset;
    for (int row = from; row < to; row++) {
      int at = planesAt + rows[row];
      int p0 = at + numbers[k];
      int p1 = at + numbers[k + 1];
      int p2 = at + numbers[k + 2];
      int p3 = at + numbers[k + 3];
      int p4 = at + numbers[k + 4];
      int p5 = at + numbers[k + 5];
      int p6 = at + numbers[k + 6];
      int p7 = at + numbers[k + 7];
      for (int i = 0; i < length; i++) {
        b0 = FloatVector.fromArray(SPECIES, panel, q);
        b1 = FloatVector.fromArray(SPECIES, panel, q + LANES);
        x = FloatVector.broadcast(SPECIES, planes[p0 + i]);
        c00 = x.fma(b0, c00);
        c01 = x.fma(b1, c01);
        x = FloatVector.broadcast(SPECIES, planes[p1 + i]);
        c10 = x.fma(b0, c10);
        c11 = x.fma(b1, c11);
        x = FloatVector.broadcast(SPECIES, planes[p2 + i]);
        c20 = x.fma(b0, c20);
        c21 = x.fma(b1, c21);
        x = FloatVector.broadcast(SPECIES, planes[p3 + i]);
        c30 = x.fma(b0, c30);
        c31 = x.fma(b1, c31);
        x = FloatVector.broadcast(SPECIES, planes[p4 + i]);
        c40 = x.fma(b0, c40);
        c41 = x.fma(b1, c41);
        x = FloatVector.broadcast(SPECIES, planes[p5 + i]);
        c50 = x.fma(b0, c50);
        c51 = x.fma(b1, c51);
        x = FloatVector.broadcast(SPECIES, planes[p6 + i]);
        c60 = x.fma(b0, c60);
        c61 = x.fma(b1, c61);
        x = FloatVector.broadcast(SPECIES, planes[p7 + i]);
        c70 = x.fma(b0, c70);
        c71 = x.fma(b1, c71);
        q += NR;
      }
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

  /// Eight numbers, two vectors of channels, where rows are short: a loop along each would take up to a third longer. Number r of the
  /// tile in window i is `planes[planesAt + windows[i] + numbers[k + r]]`.
  static void windows8(
      int from,
      int to,
      int[] windows,
      int[] numbers,
      int k,
      float[] planes,
      int planesAt,
      float[] panel,
      int panelOffset,
      float[] c,
      int cOffset,
      int cStride) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, cOffset);
    FloatVector c01 = FloatVector.fromArray(SPECIES, c, cOffset + LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, c, cOffset + cStride);
    FloatVector c11 = FloatVector.fromArray(SPECIES, c, cOffset + cStride + LANES);
    FloatVector c20 = FloatVector.fromArray(SPECIES, c, cOffset + 2 * cStride);
    FloatVector c21 = FloatVector.fromArray(SPECIES, c, cOffset + 2 * cStride + LANES);
    FloatVector c30 = FloatVector.fromArray(SPECIES, c, cOffset + 3 * cStride);
    FloatVector c31 = FloatVector.fromArray(SPECIES, c, cOffset + 3 * cStride + LANES);
    FloatVector c40 = FloatVector.fromArray(SPECIES, c, cOffset + 4 * cStride);
    FloatVector c41 = FloatVector.fromArray(SPECIES, c, cOffset + 4 * cStride + LANES);
    FloatVector c50 = FloatVector.fromArray(SPECIES, c, cOffset + 5 * cStride);
    FloatVector c51 = FloatVector.fromArray(SPECIES, c, cOffset + 5 * cStride + LANES);
    FloatVector c60 = FloatVector.fromArray(SPECIES, c, cOffset + 6 * cStride);
    FloatVector c61 = FloatVector.fromArray(SPECIES, c, cOffset + 6 * cStride + LANES);
    FloatVector c70 = FloatVector.fromArray(SPECIES, c, cOffset + 7 * cStride);
    FloatVector c71 = FloatVector.fromArray(SPECIES, c, cOffset + 7 * cStride + LANES);
    FloatVector b0;
    FloatVector b1;
    FloatVector x;
    int q = panelOffset;
    int p0 = planesAt + numbers[k];
    int p1 = planesAt + numbers[k + 1];
    int p2 = planesAt + numbers[k + 2];
    int p3 = planesAt + numbers[k + 3];
    int p4 = planesAt + numbers[k + 4];
    int p5 = planesAt + numbers[k + 5];
    int p6 = planesAt + numbers[k + 6];
    int p7 = planesAt + numbers[k + 7];
    for (int i = from; i < to; i++) {
      int window = windows[i];
      b0 = FloatVector.fromArray(SPECIES, panel, q);
      b1 = FloatVector.fromArray(SPECIES, panel, q + LANES);
      x = FloatVector.broadcast(SPECIES, planes[window + p0]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, planes[window + p1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, planes[window + p2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, planes[window + p3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(SPECIES, planes[window + p4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(SPECIES, planes[window + p5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(SPECIES, planes[window + p6]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = FloatVector.broadcast(SPECIES, planes[window + p7]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
      q += NR;
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

  /// Eight numbers, one vector.
  static void rows8Half(
      int from,
      int to,
      int length,
      int[] rows,
      int[] numbers,
      int k,
      float[] planes,
      int planesAt,
      float[] panel,
      int panelOffset,
      float[] c,
      int cOffset,
      int cStride) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, cOffset);
    FloatVector c10 = FloatVector.fromArray(SPECIES, c, cOffset + cStride);
    FloatVector c20 = FloatVector.fromArray(SPECIES, c, cOffset + 2 * cStride);
    FloatVector c30 = FloatVector.fromArray(SPECIES, c, cOffset + 3 * cStride);
    FloatVector c40 = FloatVector.fromArray(SPECIES, c, cOffset + 4 * cStride);
    FloatVector c50 = FloatVector.fromArray(SPECIES, c, cOffset + 5 * cStride);
    FloatVector c60 = FloatVector.fromArray(SPECIES, c, cOffset + 6 * cStride);
    FloatVector c70 = FloatVector.fromArray(SPECIES, c, cOffset + 7 * cStride);
    FloatVector b0;
    FloatVector x;
    int q = panelOffset;
    for (int row = from; row < to; row++) {
      int at = planesAt + rows[row];
      int p0 = at + numbers[k];
      int p1 = at + numbers[k + 1];
      int p2 = at + numbers[k + 2];
      int p3 = at + numbers[k + 3];
      int p4 = at + numbers[k + 4];
      int p5 = at + numbers[k + 5];
      int p6 = at + numbers[k + 6];
      int p7 = at + numbers[k + 7];
      for (int i = 0; i < length; i++) {
        b0 = FloatVector.fromArray(SPECIES, panel, q);
        x = FloatVector.broadcast(SPECIES, planes[p0 + i]);
        c00 = x.fma(b0, c00);
        x = FloatVector.broadcast(SPECIES, planes[p1 + i]);
        c10 = x.fma(b0, c10);
        x = FloatVector.broadcast(SPECIES, planes[p2 + i]);
        c20 = x.fma(b0, c20);
        x = FloatVector.broadcast(SPECIES, planes[p3 + i]);
        c30 = x.fma(b0, c30);
        x = FloatVector.broadcast(SPECIES, planes[p4 + i]);
        c40 = x.fma(b0, c40);
        x = FloatVector.broadcast(SPECIES, planes[p5 + i]);
        c50 = x.fma(b0, c50);
        x = FloatVector.broadcast(SPECIES, planes[p6 + i]);
        c60 = x.fma(b0, c60);
        x = FloatVector.broadcast(SPECIES, planes[p7 + i]);
        c70 = x.fma(b0, c70);
        q += LANES;
      }
    }
    c00.intoArray(c, cOffset);
    c10.intoArray(c, cOffset + cStride);
    c20.intoArray(c, cOffset + 2 * cStride);
    c30.intoArray(c, cOffset + 3 * cStride);
    c40.intoArray(c, cOffset + 4 * cStride);
    c50.intoArray(c, cOffset + 5 * cStride);
    c60.intoArray(c, cOffset + 6 * cStride);
    c70.intoArray(c, cOffset + 7 * cStride);
  }

  /// Four numbers, two vectors: with 16 registers.
  static void rows4(
      int from,
      int to,
      int length,
      int[] rows,
      int[] numbers,
      int k,
      float[] planes,
      int planesAt,
      float[] panel,
      int panelOffset,
      float[] c,
      int cOffset,
      int cStride) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, cOffset);
    FloatVector c01 = FloatVector.fromArray(SPECIES, c, cOffset + LANES);
    FloatVector c10 = FloatVector.fromArray(SPECIES, c, cOffset + cStride);
    FloatVector c11 = FloatVector.fromArray(SPECIES, c, cOffset + cStride + LANES);
    FloatVector c20 = FloatVector.fromArray(SPECIES, c, cOffset + 2 * cStride);
    FloatVector c21 = FloatVector.fromArray(SPECIES, c, cOffset + 2 * cStride + LANES);
    FloatVector c30 = FloatVector.fromArray(SPECIES, c, cOffset + 3 * cStride);
    FloatVector c31 = FloatVector.fromArray(SPECIES, c, cOffset + 3 * cStride + LANES);
    FloatVector b0;
    FloatVector b1;
    FloatVector x;
    int q = panelOffset;
    for (int row = from; row < to; row++) {
      int at = planesAt + rows[row];
      int p0 = at + numbers[k];
      int p1 = at + numbers[k + 1];
      int p2 = at + numbers[k + 2];
      int p3 = at + numbers[k + 3];
      for (int i = 0; i < length; i++) {
        b0 = FloatVector.fromArray(SPECIES, panel, q);
        b1 = FloatVector.fromArray(SPECIES, panel, q + LANES);
        x = FloatVector.broadcast(SPECIES, planes[p0 + i]);
        c00 = x.fma(b0, c00);
        c01 = x.fma(b1, c01);
        x = FloatVector.broadcast(SPECIES, planes[p1 + i]);
        c10 = x.fma(b0, c10);
        c11 = x.fma(b1, c11);
        x = FloatVector.broadcast(SPECIES, planes[p2 + i]);
        c20 = x.fma(b0, c20);
        c21 = x.fma(b1, c21);
        x = FloatVector.broadcast(SPECIES, planes[p3 + i]);
        c30 = x.fma(b0, c30);
        c31 = x.fma(b1, c31);
        q += NR;
      }
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

  /// Four numbers, one vector.
  static void rows4Half(
      int from,
      int to,
      int length,
      int[] rows,
      int[] numbers,
      int k,
      float[] planes,
      int planesAt,
      float[] panel,
      int panelOffset,
      float[] c,
      int cOffset,
      int cStride) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, c, cOffset);
    FloatVector c10 = FloatVector.fromArray(SPECIES, c, cOffset + cStride);
    FloatVector c20 = FloatVector.fromArray(SPECIES, c, cOffset + 2 * cStride);
    FloatVector c30 = FloatVector.fromArray(SPECIES, c, cOffset + 3 * cStride);
    FloatVector b0;
    FloatVector x;
    int q = panelOffset;
    for (int row = from; row < to; row++) {
      int at = planesAt + rows[row];
      int p0 = at + numbers[k];
      int p1 = at + numbers[k + 1];
      int p2 = at + numbers[k + 2];
      int p3 = at + numbers[k + 3];
      for (int i = 0; i < length; i++) {
        b0 = FloatVector.fromArray(SPECIES, panel, q);
        x = FloatVector.broadcast(SPECIES, planes[p0 + i]);
        c00 = x.fma(b0, c00);
        x = FloatVector.broadcast(SPECIES, planes[p1 + i]);
        c10 = x.fma(b0, c10);
        x = FloatVector.broadcast(SPECIES, planes[p2 + i]);
        c20 = x.fma(b0, c20);
        x = FloatVector.broadcast(SPECIES, planes[p3 + i]);
        c30 = x.fma(b0, c30);
        q += LANES;
      }
    }
    c00.intoArray(c, cOffset);
    c10.intoArray(c, cOffset + cStride);
    c20.intoArray(c, cOffset + 2 * cStride);
    c30.intoArray(c, cOffset + 3 * cStride);
  }
}
