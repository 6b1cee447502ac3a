package dev.unroll.kernels.vector.convolution;

import static dev.unroll.kernels.vector.Lanes.SPECIES;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;

/// The micro-kernels of a convolution's forward pass: a tile of channels of the output × vectors of windows is held in registers
/// while the numbers of the windows stream by, each read where it lies in [Planes]. Each lane is one chain of
/// fused multiply-adds, begun at its channel's bias.
///
/// Number k of vector v is read from `planes[atv + numbers[k]]` on, the weights of the channels from `a[aOffset + k·rows]`, and row r of the
/// tile overwrites the vectors from `c[cv + r·cStride]` on.
final class WindowMicroKernel {
  private WindowMicroKernel() {}

  /// Eight channels, two vectors.
  static void rows8(
      int k,
      float[] a,
      int aOffset,
      float[] start,
      int startOffset,
      float[] planes,
      int[] numbers,
      int at0,
      int at1,
      float[] c,
      int c0,
      int c1,
      int cStride) {
    FloatVector c00 = FloatVector.broadcast(SPECIES, start[startOffset]);
    FloatVector c01 = c00;
    FloatVector c10 = FloatVector.broadcast(SPECIES, start[startOffset + 1]);
    FloatVector c11 = c10;
    FloatVector c20 = FloatVector.broadcast(SPECIES, start[startOffset + 2]);
    FloatVector c21 = c20;
    FloatVector c30 = FloatVector.broadcast(SPECIES, start[startOffset + 3]);
    FloatVector c31 = c30;
    FloatVector c40 = FloatVector.broadcast(SPECIES, start[startOffset + 4]);
    FloatVector c41 = c40;
    FloatVector c50 = FloatVector.broadcast(SPECIES, start[startOffset + 5]);
    FloatVector c51 = c50;
    FloatVector c60 = FloatVector.broadcast(SPECIES, start[startOffset + 6]);
    FloatVector c61 = c60;
    FloatVector c70 = FloatVector.broadcast(SPECIES, start[startOffset + 7]);
    FloatVector c71 = c70;
    FloatVector b0;
    FloatVector b1;
    FloatVector x;
    int q = aOffset;
    for (int i = 0; i < k; i++) {
      int number = numbers[i];
      b0 = FloatVector.fromArray(SPECIES, planes, at0 + number);
      b1 = FloatVector.fromArray(SPECIES, planes, at1 + number);
      x = FloatVector.broadcast(SPECIES, a[q]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[q + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, a[q + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[q + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      x = FloatVector.broadcast(SPECIES, a[q + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      x = FloatVector.broadcast(SPECIES, a[q + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      x = FloatVector.broadcast(SPECIES, a[q + 6]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      x = FloatVector.broadcast(SPECIES, a[q + 7]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
      q += 8;
    }
    c00.intoArray(c, c0);
    c01.intoArray(c, c1);
    c10.intoArray(c, c0 + cStride);
    c11.intoArray(c, c1 + cStride);
    c20.intoArray(c, c0 + 2 * cStride);
    c21.intoArray(c, c1 + 2 * cStride);
    c30.intoArray(c, c0 + 3 * cStride);
    c31.intoArray(c, c1 + 3 * cStride);
    c40.intoArray(c, c0 + 4 * cStride);
    c41.intoArray(c, c1 + 4 * cStride);
    c50.intoArray(c, c0 + 5 * cStride);
    c51.intoArray(c, c1 + 5 * cStride);
    c60.intoArray(c, c0 + 6 * cStride);
    c61.intoArray(c, c1 + 6 * cStride);
    c70.intoArray(c, c0 + 7 * cStride);
    c71.intoArray(c, c1 + 7 * cStride);
  }

  /// Eight channels, three vectors: with 32 registers.
  static void rows8Wide(
      int k,
      float[] a,
      int aOffset,
      float[] start,
      int startOffset,
      float[] planes,
      int[] numbers,
      int at0,
      int at1,
      int at2,
      float[] c,
      int c0,
      int c1,
      int c2,
      int cStride) {
    FloatVector c00 = FloatVector.broadcast(SPECIES, start[startOffset]);
    FloatVector c01 = c00;
    FloatVector c02 = c00;
    FloatVector c10 = FloatVector.broadcast(SPECIES, start[startOffset + 1]);
    FloatVector c11 = c10;
    FloatVector c12 = c10;
    FloatVector c20 = FloatVector.broadcast(SPECIES, start[startOffset + 2]);
    FloatVector c21 = c20;
    FloatVector c22 = c20;
    FloatVector c30 = FloatVector.broadcast(SPECIES, start[startOffset + 3]);
    FloatVector c31 = c30;
    FloatVector c32 = c30;
    FloatVector c40 = FloatVector.broadcast(SPECIES, start[startOffset + 4]);
    FloatVector c41 = c40;
    FloatVector c42 = c40;
    FloatVector c50 = FloatVector.broadcast(SPECIES, start[startOffset + 5]);
    FloatVector c51 = c50;
    FloatVector c52 = c50;
    FloatVector c60 = FloatVector.broadcast(SPECIES, start[startOffset + 6]);
    FloatVector c61 = c60;
    FloatVector c62 = c60;
    FloatVector c70 = FloatVector.broadcast(SPECIES, start[startOffset + 7]);
    FloatVector c71 = c70;
    FloatVector c72 = c70;
    FloatVector b0;
    FloatVector b1;
    FloatVector b2;
    FloatVector x;
    int q = aOffset;
    for (int i = 0; i < k; i++) {
      int number = numbers[i];
      b0 = FloatVector.fromArray(SPECIES, planes, at0 + number);
      b1 = FloatVector.fromArray(SPECIES, planes, at1 + number);
      b2 = FloatVector.fromArray(SPECIES, planes, at2 + number);
      x = FloatVector.broadcast(SPECIES, a[q]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      c02 = x.fma(b2, c02);
      x = FloatVector.broadcast(SPECIES, a[q + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      c12 = x.fma(b2, c12);
      x = FloatVector.broadcast(SPECIES, a[q + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      c22 = x.fma(b2, c22);
      x = FloatVector.broadcast(SPECIES, a[q + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      c32 = x.fma(b2, c32);
      x = FloatVector.broadcast(SPECIES, a[q + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      c42 = x.fma(b2, c42);
      x = FloatVector.broadcast(SPECIES, a[q + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      c52 = x.fma(b2, c52);
      x = FloatVector.broadcast(SPECIES, a[q + 6]);
      c60 = x.fma(b0, c60);
      c61 = x.fma(b1, c61);
      c62 = x.fma(b2, c62);
      x = FloatVector.broadcast(SPECIES, a[q + 7]);
      c70 = x.fma(b0, c70);
      c71 = x.fma(b1, c71);
      c72 = x.fma(b2, c72);
      q += 8;
    }
    c00.intoArray(c, c0);
    c01.intoArray(c, c1);
    c02.intoArray(c, c2);
    c10.intoArray(c, c0 + cStride);
    c11.intoArray(c, c1 + cStride);
    c12.intoArray(c, c2 + cStride);
    c20.intoArray(c, c0 + 2 * cStride);
    c21.intoArray(c, c1 + 2 * cStride);
    c22.intoArray(c, c2 + 2 * cStride);
    c30.intoArray(c, c0 + 3 * cStride);
    c31.intoArray(c, c1 + 3 * cStride);
    c32.intoArray(c, c2 + 3 * cStride);
    c40.intoArray(c, c0 + 4 * cStride);
    c41.intoArray(c, c1 + 4 * cStride);
    c42.intoArray(c, c2 + 4 * cStride);
    c50.intoArray(c, c0 + 5 * cStride);
    c51.intoArray(c, c1 + 5 * cStride);
    c52.intoArray(c, c2 + 5 * cStride);
    c60.intoArray(c, c0 + 6 * cStride);
    c61.intoArray(c, c1 + 6 * cStride);
    c62.intoArray(c, c2 + 6 * cStride);
    c70.intoArray(c, c0 + 7 * cStride);
    c71.intoArray(c, c1 + 7 * cStride);
    c72.intoArray(c, c2 + 7 * cStride);
  }

  /// Six channels, two vectors: with 16 registers, see the fences of `FencedMicroKernel`.
  static void rows6(
      int k,
      float[] a,
      int aOffset,
      float[] start,
      int startOffset,
      float[] planes,
      int[] numbers,
      int at0,
      int at1,
      float[] c,
      int c0,
      int c1,
      int cStride) {
    FloatVector c00 = FloatVector.broadcast(SPECIES, start[startOffset]);
    FloatVector c01 = c00;
    FloatVector c10 = FloatVector.broadcast(SPECIES, start[startOffset + 1]);
    FloatVector c11 = c10;
    FloatVector c20 = FloatVector.broadcast(SPECIES, start[startOffset + 2]);
    FloatVector c21 = c20;
    FloatVector c30 = FloatVector.broadcast(SPECIES, start[startOffset + 3]);
    FloatVector c31 = c30;
    FloatVector c40 = FloatVector.broadcast(SPECIES, start[startOffset + 4]);
    FloatVector c41 = c40;
    FloatVector c50 = FloatVector.broadcast(SPECIES, start[startOffset + 5]);
    FloatVector c51 = c50;
    FloatVector b0;
    FloatVector b1;
    FloatVector x;
    int q = aOffset;
    for (int i = 0; i < k; i++) {
      int number = numbers[i];
      b0 = FloatVector.fromArray(SPECIES, planes, at0 + number);
      b1 = FloatVector.fromArray(SPECIES, planes, at1 + number);
      x = FloatVector.broadcast(SPECIES, a[q]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[q + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[q + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[q + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[q + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[q + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      VarHandle.acquireFence();
      q += 6;
    }
    c00.intoArray(c, c0);
    c01.intoArray(c, c1);
    c10.intoArray(c, c0 + cStride);
    c11.intoArray(c, c1 + cStride);
    c20.intoArray(c, c0 + 2 * cStride);
    c21.intoArray(c, c1 + 2 * cStride);
    c30.intoArray(c, c0 + 3 * cStride);
    c31.intoArray(c, c1 + 3 * cStride);
    c40.intoArray(c, c0 + 4 * cStride);
    c41.intoArray(c, c1 + 4 * cStride);
    c50.intoArray(c, c0 + 5 * cStride);
    c51.intoArray(c, c1 + 5 * cStride);
  }

  /// Four channels, two vectors.
  static void rows4(
      int k,
      float[] a,
      int aOffset,
      float[] start,
      int startOffset,
      float[] planes,
      int[] numbers,
      int at0,
      int at1,
      float[] c,
      int c0,
      int c1,
      int cStride) {
    FloatVector c00 = FloatVector.broadcast(SPECIES, start[startOffset]);
    FloatVector c01 = c00;
    FloatVector c10 = FloatVector.broadcast(SPECIES, start[startOffset + 1]);
    FloatVector c11 = c10;
    FloatVector c20 = FloatVector.broadcast(SPECIES, start[startOffset + 2]);
    FloatVector c21 = c20;
    FloatVector c30 = FloatVector.broadcast(SPECIES, start[startOffset + 3]);
    FloatVector c31 = c30;
    FloatVector b0;
    FloatVector b1;
    FloatVector x;
    int q = aOffset;
    for (int i = 0; i < k; i++) {
      int number = numbers[i];
      b0 = FloatVector.fromArray(SPECIES, planes, at0 + number);
      b1 = FloatVector.fromArray(SPECIES, planes, at1 + number);
      x = FloatVector.broadcast(SPECIES, a[q]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      x = FloatVector.broadcast(SPECIES, a[q + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      x = FloatVector.broadcast(SPECIES, a[q + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      x = FloatVector.broadcast(SPECIES, a[q + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      q += 4;
    }
    c00.intoArray(c, c0);
    c01.intoArray(c, c1);
    c10.intoArray(c, c0 + cStride);
    c11.intoArray(c, c1 + cStride);
    c20.intoArray(c, c0 + 2 * cStride);
    c21.intoArray(c, c1 + 2 * cStride);
    c30.intoArray(c, c0 + 3 * cStride);
    c31.intoArray(c, c1 + 3 * cStride);
  }

  /// One channel, two vectors.
  static void rows1(
      int k,
      float[] a,
      int aOffset,
      float[] start,
      int startOffset,
      float[] planes,
      int[] numbers,
      int at0,
      int at1,
      float[] c,
      int c0,
      int c1) {
    FloatVector c00 = FloatVector.broadcast(SPECIES, start[startOffset]);
    FloatVector c01 = c00;
    FloatVector b0;
    FloatVector b1;
    FloatVector x;
    int q = aOffset;
    for (int i = 0; i < k; i++) {
      int number = numbers[i];
      b0 = FloatVector.fromArray(SPECIES, planes, at0 + number);
      b1 = FloatVector.fromArray(SPECIES, planes, at1 + number);
      x = FloatVector.broadcast(SPECIES, a[q]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      q += 1;
    }
    c00.intoArray(c, c0);
    c01.intoArray(c, c1);
  }
}
