package dev.unroll.kernels.vector.gemm;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.REGISTERS;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.gemm.Blocking.LDA;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;

/// The micro-kernels for the last panel where it is half as wide as the others (see [PackB]): tiles of
/// one vector a row, otherwise as in [MicroKernel] and [PackedAMicroKernel]. With 16 registers eight rows need
/// the fences of [FencedMicroKernel].
final class HalfMicroKernel {
  private HalfMicroKernel() {}

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
    FloatVector c0 = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c1 = FloatVector.fromArray(SPECIES, start, startOffset + startStride);
    FloatVector c2 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride);
    FloatVector c3 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startStride);
    FloatVector c4 = FloatVector.fromArray(SPECIES, start, startOffset + 4 * startStride);
    FloatVector c5 = FloatVector.fromArray(SPECIES, start, startOffset + 5 * startStride);
    FloatVector c6 = FloatVector.fromArray(SPECIES, start, startOffset + 6 * startStride);
    FloatVector c7 = FloatVector.fromArray(SPECIES, start, startOffset + 7 * startStride);
    for (int i = 0; i < k; i++) {
      FloatVector b = FloatVector.fromArray(SPECIES, panel, panelOffset + i * LANES);
      int p = aOffset + i;
      c0 = FloatVector.broadcast(SPECIES, a[p]).fma(b, c0);
      c1 = FloatVector.broadcast(SPECIES, a[p + LDA]).fma(b, c1);
      if (REGISTERS == 16) {
        VarHandle.acquireFence();
      }
      c2 = FloatVector.broadcast(SPECIES, a[p + 2 * LDA]).fma(b, c2);
      c3 = FloatVector.broadcast(SPECIES, a[p + 3 * LDA]).fma(b, c3);
      if (REGISTERS == 16) {
        VarHandle.acquireFence();
      }
      c4 = FloatVector.broadcast(SPECIES, a[p + 4 * LDA]).fma(b, c4);
      c5 = FloatVector.broadcast(SPECIES, a[p + 5 * LDA]).fma(b, c5);
      if (REGISTERS == 16) {
        VarHandle.acquireFence();
      }
      c6 = FloatVector.broadcast(SPECIES, a[p + 6 * LDA]).fma(b, c6);
      c7 = FloatVector.broadcast(SPECIES, a[p + 7 * LDA]).fma(b, c7);
      if (REGISTERS == 16) {
        VarHandle.acquireFence();
      }
    }
    c0.intoArray(c, cOffset);
    c1.intoArray(c, cOffset + cStride);
    c2.intoArray(c, cOffset + 2 * cStride);
    c3.intoArray(c, cOffset + 3 * cStride);
    c4.intoArray(c, cOffset + 4 * cStride);
    c5.intoArray(c, cOffset + 5 * cStride);
    c6.intoArray(c, cOffset + 6 * cStride);
    c7.intoArray(c, cOffset + 7 * cStride);
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
    FloatVector c0 = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c1 = FloatVector.fromArray(SPECIES, start, startOffset + startStride);
    FloatVector c2 = FloatVector.fromArray(SPECIES, start, startOffset + 2 * startStride);
    FloatVector c3 = FloatVector.fromArray(SPECIES, start, startOffset + 3 * startStride);
    for (int i = 0; i < k; i++) {
      FloatVector b = FloatVector.fromArray(SPECIES, panel, panelOffset + i * LANES);
      int p = aOffset + i;
      c0 = FloatVector.broadcast(SPECIES, a[p]).fma(b, c0);
      c1 = FloatVector.broadcast(SPECIES, a[p + LDA]).fma(b, c1);
      c2 = FloatVector.broadcast(SPECIES, a[p + 2 * LDA]).fma(b, c2);
      c3 = FloatVector.broadcast(SPECIES, a[p + 3 * LDA]).fma(b, c3);
    }
    c0.intoArray(c, cOffset);
    c1.intoArray(c, cOffset + cStride);
    c2.intoArray(c, cOffset + 2 * cStride);
    c3.intoArray(c, cOffset + 3 * cStride);
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
    FloatVector c0 = FloatVector.fromArray(SPECIES, start, startOffset);
    FloatVector c1 = FloatVector.fromArray(SPECIES, start, startOffset + startStride);
    for (int i = 0; i < k; i++) {
      FloatVector b = FloatVector.fromArray(SPECIES, panel, panelOffset + i * LANES);
      int p = aOffset + i;
      c0 = FloatVector.broadcast(SPECIES, a[p]).fma(b, c0);
      c1 = FloatVector.broadcast(SPECIES, a[p + LDA]).fma(b, c1);
    }
    c0.intoArray(c, cOffset);
    c1.intoArray(c, cOffset + cStride);
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
    FloatVector c0 = FloatVector.fromArray(SPECIES, start, startOffset);
    for (int i = 0; i < k; i++) {
      FloatVector b = FloatVector.fromArray(SPECIES, panel, panelOffset + i * LANES);
      int p = aOffset + i;
      c0 = FloatVector.broadcast(SPECIES, a[p]).fma(b, c0);
    }
    c0.intoArray(c, cOffset);
  }

  /// A tile of twelve rows of `A`, packed as in [PackedAMicroKernel].
  static void packedRows12(
      int k,
      float[] a,
      int aOffset,
      float[] panel,
      int panelOffset,
      float[] c,
      int cOffset,
      int cStride) {
    FloatVector c0 = FloatVector.fromArray(SPECIES, c, cOffset);
    FloatVector c1 = FloatVector.fromArray(SPECIES, c, cOffset + cStride);
    FloatVector c2 = FloatVector.fromArray(SPECIES, c, cOffset + 2 * cStride);
    FloatVector c3 = FloatVector.fromArray(SPECIES, c, cOffset + 3 * cStride);
    FloatVector c4 = FloatVector.fromArray(SPECIES, c, cOffset + 4 * cStride);
    FloatVector c5 = FloatVector.fromArray(SPECIES, c, cOffset + 5 * cStride);
    FloatVector c6 = FloatVector.fromArray(SPECIES, c, cOffset + 6 * cStride);
    FloatVector c7 = FloatVector.fromArray(SPECIES, c, cOffset + 7 * cStride);
    FloatVector c8 = FloatVector.fromArray(SPECIES, c, cOffset + 8 * cStride);
    FloatVector c9 = FloatVector.fromArray(SPECIES, c, cOffset + 9 * cStride);
    FloatVector ca = FloatVector.fromArray(SPECIES, c, cOffset + 10 * cStride);
    FloatVector cb = FloatVector.fromArray(SPECIES, c, cOffset + 11 * cStride);
    for (int i = 0; i < k; i++) {
      FloatVector b = FloatVector.fromArray(SPECIES, panel, panelOffset + i * LANES);
      int p = aOffset + i * 12;
      c0 = FloatVector.broadcast(SPECIES, a[p]).fma(b, c0);
      c1 = FloatVector.broadcast(SPECIES, a[p + 1]).fma(b, c1);
      c2 = FloatVector.broadcast(SPECIES, a[p + 2]).fma(b, c2);
      c3 = FloatVector.broadcast(SPECIES, a[p + 3]).fma(b, c3);
      c4 = FloatVector.broadcast(SPECIES, a[p + 4]).fma(b, c4);
      c5 = FloatVector.broadcast(SPECIES, a[p + 5]).fma(b, c5);
      c6 = FloatVector.broadcast(SPECIES, a[p + 6]).fma(b, c6);
      c7 = FloatVector.broadcast(SPECIES, a[p + 7]).fma(b, c7);
      c8 = FloatVector.broadcast(SPECIES, a[p + 8]).fma(b, c8);
      c9 = FloatVector.broadcast(SPECIES, a[p + 9]).fma(b, c9);
      ca = FloatVector.broadcast(SPECIES, a[p + 10]).fma(b, ca);
      cb = FloatVector.broadcast(SPECIES, a[p + 11]).fma(b, cb);
    }
    c0.intoArray(c, cOffset);
    c1.intoArray(c, cOffset + cStride);
    c2.intoArray(c, cOffset + 2 * cStride);
    c3.intoArray(c, cOffset + 3 * cStride);
    c4.intoArray(c, cOffset + 4 * cStride);
    c5.intoArray(c, cOffset + 5 * cStride);
    c6.intoArray(c, cOffset + 6 * cStride);
    c7.intoArray(c, cOffset + 7 * cStride);
    c8.intoArray(c, cOffset + 8 * cStride);
    c9.intoArray(c, cOffset + 9 * cStride);
    ca.intoArray(c, cOffset + 10 * cStride);
    cb.intoArray(c, cOffset + 11 * cStride);
  }

  /// A tile of eight rows of `A`, packed as in [PackedAMicroKernel].
  static void packedRows8(
      int k,
      float[] a,
      int aOffset,
      float[] panel,
      int panelOffset,
      float[] c,
      int cOffset,
      int cStride) {
    FloatVector c0 = FloatVector.fromArray(SPECIES, c, cOffset);
    FloatVector c1 = FloatVector.fromArray(SPECIES, c, cOffset + cStride);
    FloatVector c2 = FloatVector.fromArray(SPECIES, c, cOffset + 2 * cStride);
    FloatVector c3 = FloatVector.fromArray(SPECIES, c, cOffset + 3 * cStride);
    FloatVector c4 = FloatVector.fromArray(SPECIES, c, cOffset + 4 * cStride);
    FloatVector c5 = FloatVector.fromArray(SPECIES, c, cOffset + 5 * cStride);
    FloatVector c6 = FloatVector.fromArray(SPECIES, c, cOffset + 6 * cStride);
    FloatVector c7 = FloatVector.fromArray(SPECIES, c, cOffset + 7 * cStride);
    for (int i = 0; i < k; i++) {
      FloatVector b = FloatVector.fromArray(SPECIES, panel, panelOffset + i * LANES);
      int p = aOffset + i * 8;
      c0 = FloatVector.broadcast(SPECIES, a[p]).fma(b, c0);
      c1 = FloatVector.broadcast(SPECIES, a[p + 1]).fma(b, c1);
      c2 = FloatVector.broadcast(SPECIES, a[p + 2]).fma(b, c2);
      c3 = FloatVector.broadcast(SPECIES, a[p + 3]).fma(b, c3);
      c4 = FloatVector.broadcast(SPECIES, a[p + 4]).fma(b, c4);
      c5 = FloatVector.broadcast(SPECIES, a[p + 5]).fma(b, c5);
      c6 = FloatVector.broadcast(SPECIES, a[p + 6]).fma(b, c6);
      c7 = FloatVector.broadcast(SPECIES, a[p + 7]).fma(b, c7);
    }
    c0.intoArray(c, cOffset);
    c1.intoArray(c, cOffset + cStride);
    c2.intoArray(c, cOffset + 2 * cStride);
    c3.intoArray(c, cOffset + 3 * cStride);
    c4.intoArray(c, cOffset + 4 * cStride);
    c5.intoArray(c, cOffset + 5 * cStride);
    c6.intoArray(c, cOffset + 6 * cStride);
    c7.intoArray(c, cOffset + 7 * cStride);
  }

  /// A tile of six rows of `A`, packed as in [PackedAMicroKernel].
  static void packedRows6(
      int k,
      float[] a,
      int aOffset,
      float[] panel,
      int panelOffset,
      float[] c,
      int cOffset,
      int cStride) {
    FloatVector c0 = FloatVector.fromArray(SPECIES, c, cOffset);
    FloatVector c1 = FloatVector.fromArray(SPECIES, c, cOffset + cStride);
    FloatVector c2 = FloatVector.fromArray(SPECIES, c, cOffset + 2 * cStride);
    FloatVector c3 = FloatVector.fromArray(SPECIES, c, cOffset + 3 * cStride);
    FloatVector c4 = FloatVector.fromArray(SPECIES, c, cOffset + 4 * cStride);
    FloatVector c5 = FloatVector.fromArray(SPECIES, c, cOffset + 5 * cStride);
    for (int i = 0; i < k; i++) {
      FloatVector b = FloatVector.fromArray(SPECIES, panel, panelOffset + i * LANES);
      int p = aOffset + i * 6;
      c0 = FloatVector.broadcast(SPECIES, a[p]).fma(b, c0);
      c1 = FloatVector.broadcast(SPECIES, a[p + 1]).fma(b, c1);
      c2 = FloatVector.broadcast(SPECIES, a[p + 2]).fma(b, c2);
      c3 = FloatVector.broadcast(SPECIES, a[p + 3]).fma(b, c3);
      c4 = FloatVector.broadcast(SPECIES, a[p + 4]).fma(b, c4);
      c5 = FloatVector.broadcast(SPECIES, a[p + 5]).fma(b, c5);
    }
    c0.intoArray(c, cOffset);
    c1.intoArray(c, cOffset + cStride);
    c2.intoArray(c, cOffset + 2 * cStride);
    c3.intoArray(c, cOffset + 3 * cStride);
    c4.intoArray(c, cOffset + 4 * cStride);
    c5.intoArray(c, cOffset + 5 * cStride);
  }
}
