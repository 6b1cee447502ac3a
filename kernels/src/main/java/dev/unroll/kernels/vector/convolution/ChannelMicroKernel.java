package dev.unroll.kernels.vector.convolution;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import jdk.incubator.vector.FloatVector;

/// The micro-kernels whose lanes are channels: a tile of windows × two vectors of channels is held in registers while the links of the
/// chains stream by. Each lane is one chain of fused multiply-adds, begun at its channel's start.
///
/// Two runs of neighbouring windows make a tile: link k of window r of run v is `x[atv + links[k] + r]`, to be multiplied by the `NR` floats of
/// row k of a panel, and window r of run v overwrites `NR` floats from `c[cv + r·NR]` on.
final class ChannelMicroKernel {
  private ChannelMicroKernel() {}

  /// Two runs of four windows, or of five.
  static void multiply(
      int windows,
      int k,
      float[] x,
      int[] links,
      int at0,
      int at1,
      float[] panel,
      int panelOffset,
      float[] start,
      int startOffset,
      float[] c,
      int c0,
      int c1) {
    if (windows == 4) {
      fours(k, x, links, at0, at1, panel, panelOffset, start, startOffset, c, c0, c1);
    } else {
      fives(k, x, links, at0, at1, panel, panelOffset, start, startOffset, c, c0, c1);
    }
  }

  private static void fives(
      int k,
      float[] x,
      int[] links,
      int at0,
      int at1,
      float[] panel,
      int panelOffset,
      float[] start,
      int startOffset,
      float[] c,
      int c0,
      int c1) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c01 = FloatVector.fromArray(SPECIES, start, startOffset + LANES);
    FloatVector c10 = c00;
    FloatVector c11 = c01;
    FloatVector c20 = c00;
    FloatVector c21 = c01;
    FloatVector c30 = c00;
    FloatVector c31 = c01;
    FloatVector c40 = c00;
    FloatVector c41 = c01;
    FloatVector c50 = c00;
    FloatVector c51 = c01;
    FloatVector c60 = c00;
    FloatVector c61 = c01;
    FloatVector c70 = c00;
    FloatVector c71 = c01;
    FloatVector c80 = c00;
    FloatVector c81 = c01;
    FloatVector c90 = c00;
    FloatVector c91 = c01;
    FloatVector b0;
    FloatVector b1;
    FloatVector f;
    int q = panelOffset;
    for (int i = 0; i < k; i++) {
      int p0 = at0 + links[i];
      int p1 = at1 + links[i];
      b0 = FloatVector.fromArray(SPECIES, panel, q);
      b1 = FloatVector.fromArray(SPECIES, panel, q + LANES);
      f = FloatVector.broadcast(SPECIES, x[p0]);
      c00 = f.fma(b0, c00);
      c01 = f.fma(b1, c01);
      f = FloatVector.broadcast(SPECIES, x[p0 + 1]);
      c10 = f.fma(b0, c10);
      c11 = f.fma(b1, c11);
      f = FloatVector.broadcast(SPECIES, x[p0 + 2]);
      c20 = f.fma(b0, c20);
      c21 = f.fma(b1, c21);
      f = FloatVector.broadcast(SPECIES, x[p0 + 3]);
      c30 = f.fma(b0, c30);
      c31 = f.fma(b1, c31);
      f = FloatVector.broadcast(SPECIES, x[p0 + 4]);
      c40 = f.fma(b0, c40);
      c41 = f.fma(b1, c41);
      f = FloatVector.broadcast(SPECIES, x[p1]);
      c50 = f.fma(b0, c50);
      c51 = f.fma(b1, c51);
      f = FloatVector.broadcast(SPECIES, x[p1 + 1]);
      c60 = f.fma(b0, c60);
      c61 = f.fma(b1, c61);
      f = FloatVector.broadcast(SPECIES, x[p1 + 2]);
      c70 = f.fma(b0, c70);
      c71 = f.fma(b1, c71);
      f = FloatVector.broadcast(SPECIES, x[p1 + 3]);
      c80 = f.fma(b0, c80);
      c81 = f.fma(b1, c81);
      f = FloatVector.broadcast(SPECIES, x[p1 + 4]);
      c90 = f.fma(b0, c90);
      c91 = f.fma(b1, c91);
      q += NR;
    }
    c00.intoArray(c, c0);
    c01.intoArray(c, c0 + LANES);
    c10.intoArray(c, c0 + NR);
    c11.intoArray(c, c0 + NR + LANES);
    c20.intoArray(c, c0 + 2 * NR);
    c21.intoArray(c, c0 + 2 * NR + LANES);
    c30.intoArray(c, c0 + 3 * NR);
    c31.intoArray(c, c0 + 3 * NR + LANES);
    c40.intoArray(c, c0 + 4 * NR);
    c41.intoArray(c, c0 + 4 * NR + LANES);
    c50.intoArray(c, c1);
    c51.intoArray(c, c1 + LANES);
    c60.intoArray(c, c1 + NR);
    c61.intoArray(c, c1 + NR + LANES);
    c70.intoArray(c, c1 + 2 * NR);
    c71.intoArray(c, c1 + 2 * NR + LANES);
    c80.intoArray(c, c1 + 3 * NR);
    c81.intoArray(c, c1 + 3 * NR + LANES);
    c90.intoArray(c, c1 + 4 * NR);
    c91.intoArray(c, c1 + 4 * NR + LANES);
  }

  private static void fours(
      int k,
      float[] x,
      int[] links,
      int at0,
      int at1,
      float[] panel,
      int panelOffset,
      float[] start,
      int startOffset,
      float[] c,
      int c0,
      int c1) {
    FloatVector c00 = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c01 = FloatVector.fromArray(SPECIES, start, startOffset + LANES);
    FloatVector c10 = c00;
    FloatVector c11 = c01;
    FloatVector c20 = c00;
    FloatVector c21 = c01;
    FloatVector c30 = c00;
    FloatVector c31 = c01;
    FloatVector c40 = c00;
    FloatVector c41 = c01;
    FloatVector c50 = c00;
    FloatVector c51 = c01;
    FloatVector c60 = c00;
    FloatVector c61 = c01;
    FloatVector c70 = c00;
    FloatVector c71 = c01;
    FloatVector b0;
    FloatVector b1;
    FloatVector f;
    int q = panelOffset;
    for (int i = 0; i < k; i++) {
      int p0 = at0 + links[i];
      int p1 = at1 + links[i];
      b0 = FloatVector.fromArray(SPECIES, panel, q);
      b1 = FloatVector.fromArray(SPECIES, panel, q + LANES);
      f = FloatVector.broadcast(SPECIES, x[p0]);
      c00 = f.fma(b0, c00);
      c01 = f.fma(b1, c01);
      f = FloatVector.broadcast(SPECIES, x[p0 + 1]);
      c10 = f.fma(b0, c10);
      c11 = f.fma(b1, c11);
      f = FloatVector.broadcast(SPECIES, x[p0 + 2]);
      c20 = f.fma(b0, c20);
      c21 = f.fma(b1, c21);
      f = FloatVector.broadcast(SPECIES, x[p0 + 3]);
      c30 = f.fma(b0, c30);
      c31 = f.fma(b1, c31);
      f = FloatVector.broadcast(SPECIES, x[p1]);
      c40 = f.fma(b0, c40);
      c41 = f.fma(b1, c41);
      f = FloatVector.broadcast(SPECIES, x[p1 + 1]);
      c50 = f.fma(b0, c50);
      c51 = f.fma(b1, c51);
      f = FloatVector.broadcast(SPECIES, x[p1 + 2]);
      c60 = f.fma(b0, c60);
      c61 = f.fma(b1, c61);
      f = FloatVector.broadcast(SPECIES, x[p1 + 3]);
      c70 = f.fma(b0, c70);
      c71 = f.fma(b1, c71);
      q += NR;
    }
    c00.intoArray(c, c0);
    c01.intoArray(c, c0 + LANES);
    c10.intoArray(c, c0 + NR);
    c11.intoArray(c, c0 + NR + LANES);
    c20.intoArray(c, c0 + 2 * NR);
    c21.intoArray(c, c0 + 2 * NR + LANES);
    c30.intoArray(c, c0 + 3 * NR);
    c31.intoArray(c, c0 + 3 * NR + LANES);
    c40.intoArray(c, c1);
    c41.intoArray(c, c1 + LANES);
    c50.intoArray(c, c1 + NR);
    c51.intoArray(c, c1 + NR + LANES);
    c60.intoArray(c, c1 + 2 * NR);
    c61.intoArray(c, c1 + 2 * NR + LANES);
    c70.intoArray(c, c1 + 3 * NR);
    c71.intoArray(c, c1 + 3 * NR + LANES);
  }
}
