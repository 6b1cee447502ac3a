package dev.unroll.kernels.vector.gemm;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.gemm.Blocking.LDA;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;

/// The micro-kernels of [MicroKernel] for machines with 16 vector registers: twelve accumulators, two
/// vectors of `B` and one factor are all that fit.
///
/// Left to itself C2 loads the factors of three rows before it uses the first, and those of the next steps
/// where steps are unrolled. Then it has to spill an accumulator, which waits for its own store in every step: a tile
/// of six rows ran at 36 GFLOP/s on a core of a Zen 3 that does 95, with fences at 90. A fence between rows orders the loads.
/// On x86 it is no instruction at all: that processor orders loads anyway. (On others it is one; they have
/// 32 vector registers and no need of these tiles.)
///
/// Six rows take two steps a turn: what counts and finds the rows is a fifth of the instructions of a turn of one,
/// and where a core shares its front end with another thread the number of instructions is what binds. Fewer rows
/// lose more by the fences that this needs than they gain. The odd step comes first: behind the loop it has C2 spill an
/// accumulator in the loop wherever it has seen odd depths before even ones.
final class FencedMicroKernel {
  private FencedMicroKernel() {}

  /// A tile of six rows.
  static void rows6(
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
    FloatVector b0;
    FloatVector b1;
    FloatVector x;
    int end = aOffset + k;
    int q = panelOffset;
    int p = aOffset;
    if ((k & 1) != 0) {
      b0 = FloatVector.fromArray(SPECIES, panel, q);
      b1 = FloatVector.fromArray(SPECIES, panel, q + LANES);
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
      q += NR;
      p++;
    }
    for (; p < end; p += 2) {
      b0 = FloatVector.fromArray(SPECIES, panel, q);
      b1 = FloatVector.fromArray(SPECIES, panel, q + LANES);
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
      b0 = FloatVector.fromArray(SPECIES, panel, q + NR);
      b1 = FloatVector.fromArray(SPECIES, panel, q + NR + LANES);
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
      q += 2 * NR;
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
  }

  /// A tile of five rows.
  static void rows5(
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
    FloatVector b0;
    FloatVector b1;
    FloatVector x;
    int end = aOffset + k;
    int q = panelOffset;
    for (int p = aOffset; p < end; p++) {
      b0 = FloatVector.fromArray(SPECIES, panel, q);
      b1 = FloatVector.fromArray(SPECIES, panel, q + LANES);
      x = FloatVector.broadcast(SPECIES, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[p + LDA]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 2 * LDA]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[p + 3 * LDA]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 4 * LDA]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
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
    FloatVector b0;
    FloatVector b1;
    FloatVector x;
    int end = aOffset + k;
    int q = panelOffset;
    for (int p = aOffset; p < end; p++) {
      b0 = FloatVector.fromArray(SPECIES, panel, q);
      b1 = FloatVector.fromArray(SPECIES, panel, q + LANES);
      x = FloatVector.broadcast(SPECIES, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[p + LDA]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 2 * LDA]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[p + 3 * LDA]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      VarHandle.acquireFence();
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
  }

  /// A tile of three rows.
  static void rows3(
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
    FloatVector b0;
    FloatVector b1;
    FloatVector x;
    int end = aOffset + k;
    int q = panelOffset;
    for (int p = aOffset; p < end; p++) {
      b0 = FloatVector.fromArray(SPECIES, panel, q);
      b1 = FloatVector.fromArray(SPECIES, panel, q + LANES);
      x = FloatVector.broadcast(SPECIES, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[p + LDA]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 2 * LDA]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      q += NR;
    }
    c00.intoArray(c, cOffset);
    c01.intoArray(c, cOffset + LANES);
    c10.intoArray(c, cOffset + cStride);
    c11.intoArray(c, cOffset + cStride + LANES);
    c20.intoArray(c, cOffset + 2 * cStride);
    c21.intoArray(c, cOffset + 2 * cStride + LANES);
  }
}
