package dev.unroll.kernels.vector.convolution;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import java.lang.invoke.VarHandle;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// The micro-kernels of the gradient to a convolution's input: a tile of numbers of a window × two vectors of windows is made in
/// registers, a chain of fused multiply-adds along the channels of the output for each, and added where the numbers lie in
/// [Planes].
///
/// Output i of the windows is `panel[panelOffset + i·NR …]`, its weights `a[aOffset + i·rows …]`. Number r of vector v is added to
/// `planes[atv + numbers[k + r] …]`, in the lanes that are windows.
final class GradientMicroKernel {
  private GradientMicroKernel() {}

  /// Eight numbers.
  static void rows8(
      int outputs,
      float[] a,
      int aOffset,
      float[] panel,
      int panelOffset,
      float[] planes,
      int at0,
      int at1,
      int[] numbers,
      int k,
      long lanes0,
      long lanes1) {
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
    FloatVector c60 = FloatVector.zero(SPECIES);
    FloatVector c61 = FloatVector.zero(SPECIES);
    FloatVector c70 = FloatVector.zero(SPECIES);
    FloatVector c71 = FloatVector.zero(SPECIES);
    FloatVector b0;
    FloatVector b1;
    FloatVector x;
    int q = panelOffset;
    int p = aOffset;
    for (int i = 0; i < outputs; i++) {
      b0 = FloatVector.fromArray(SPECIES, panel, q);
      b1 = FloatVector.fromArray(SPECIES, panel, q + LANES);
      x = FloatVector.broadcast(SPECIES, a[p]);
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
      q += NR;
      p += 8;
    }
    VectorMask<Float> m0 = VectorMask.fromLong(SPECIES, lanes0);
    VectorMask<Float> m1 = VectorMask.fromLong(SPECIES, lanes1);
    int to;
    to = numbers[k];
    FloatVector.fromArray(SPECIES, planes, at0 + to).add(c00, m0).intoArray(planes, at0 + to);
    FloatVector.fromArray(SPECIES, planes, at1 + to).add(c01, m1).intoArray(planes, at1 + to);
    to = numbers[k + 1];
    FloatVector.fromArray(SPECIES, planes, at0 + to).add(c10, m0).intoArray(planes, at0 + to);
    FloatVector.fromArray(SPECIES, planes, at1 + to).add(c11, m1).intoArray(planes, at1 + to);
    to = numbers[k + 2];
    FloatVector.fromArray(SPECIES, planes, at0 + to).add(c20, m0).intoArray(planes, at0 + to);
    FloatVector.fromArray(SPECIES, planes, at1 + to).add(c21, m1).intoArray(planes, at1 + to);
    to = numbers[k + 3];
    FloatVector.fromArray(SPECIES, planes, at0 + to).add(c30, m0).intoArray(planes, at0 + to);
    FloatVector.fromArray(SPECIES, planes, at1 + to).add(c31, m1).intoArray(planes, at1 + to);
    to = numbers[k + 4];
    FloatVector.fromArray(SPECIES, planes, at0 + to).add(c40, m0).intoArray(planes, at0 + to);
    FloatVector.fromArray(SPECIES, planes, at1 + to).add(c41, m1).intoArray(planes, at1 + to);
    to = numbers[k + 5];
    FloatVector.fromArray(SPECIES, planes, at0 + to).add(c50, m0).intoArray(planes, at0 + to);
    FloatVector.fromArray(SPECIES, planes, at1 + to).add(c51, m1).intoArray(planes, at1 + to);
    to = numbers[k + 6];
    FloatVector.fromArray(SPECIES, planes, at0 + to).add(c60, m0).intoArray(planes, at0 + to);
    FloatVector.fromArray(SPECIES, planes, at1 + to).add(c61, m1).intoArray(planes, at1 + to);
    to = numbers[k + 7];
    FloatVector.fromArray(SPECIES, planes, at0 + to).add(c70, m0).intoArray(planes, at0 + to);
    FloatVector.fromArray(SPECIES, planes, at1 + to).add(c71, m1).intoArray(planes, at1 + to);
  }

  /// Six numbers: with 16 registers, see the fences of `FencedMicroKernel`.
  static void rows6(
      int outputs,
      float[] a,
      int aOffset,
      float[] panel,
      int panelOffset,
      float[] planes,
      int at0,
      int at1,
      int[] numbers,
      int k,
      long lanes0,
      long lanes1) {
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
    int q = panelOffset;
    int p = aOffset;
    for (int i = 0; i < outputs; i++) {
      b0 = FloatVector.fromArray(SPECIES, panel, q);
      b1 = FloatVector.fromArray(SPECIES, panel, q + LANES);
      x = FloatVector.broadcast(SPECIES, a[p]);
      c00 = x.fma(b0, c00);
      c01 = x.fma(b1, c01);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 1]);
      c10 = x.fma(b0, c10);
      c11 = x.fma(b1, c11);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 2]);
      c20 = x.fma(b0, c20);
      c21 = x.fma(b1, c21);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 3]);
      c30 = x.fma(b0, c30);
      c31 = x.fma(b1, c31);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 4]);
      c40 = x.fma(b0, c40);
      c41 = x.fma(b1, c41);
      VarHandle.acquireFence();
      x = FloatVector.broadcast(SPECIES, a[p + 5]);
      c50 = x.fma(b0, c50);
      c51 = x.fma(b1, c51);
      VarHandle.acquireFence();
      q += NR;
      p += 6;
    }
    VectorMask<Float> m0 = VectorMask.fromLong(SPECIES, lanes0);
    VectorMask<Float> m1 = VectorMask.fromLong(SPECIES, lanes1);
    int to;
    to = numbers[k];
    FloatVector.fromArray(SPECIES, planes, at0 + to).add(c00, m0).intoArray(planes, at0 + to);
    FloatVector.fromArray(SPECIES, planes, at1 + to).add(c01, m1).intoArray(planes, at1 + to);
    to = numbers[k + 1];
    FloatVector.fromArray(SPECIES, planes, at0 + to).add(c10, m0).intoArray(planes, at0 + to);
    FloatVector.fromArray(SPECIES, planes, at1 + to).add(c11, m1).intoArray(planes, at1 + to);
    to = numbers[k + 2];
    FloatVector.fromArray(SPECIES, planes, at0 + to).add(c20, m0).intoArray(planes, at0 + to);
    FloatVector.fromArray(SPECIES, planes, at1 + to).add(c21, m1).intoArray(planes, at1 + to);
    to = numbers[k + 3];
    FloatVector.fromArray(SPECIES, planes, at0 + to).add(c30, m0).intoArray(planes, at0 + to);
    FloatVector.fromArray(SPECIES, planes, at1 + to).add(c31, m1).intoArray(planes, at1 + to);
    to = numbers[k + 4];
    FloatVector.fromArray(SPECIES, planes, at0 + to).add(c40, m0).intoArray(planes, at0 + to);
    FloatVector.fromArray(SPECIES, planes, at1 + to).add(c41, m1).intoArray(planes, at1 + to);
    to = numbers[k + 5];
    FloatVector.fromArray(SPECIES, planes, at0 + to).add(c50, m0).intoArray(planes, at0 + to);
    FloatVector.fromArray(SPECIES, planes, at1 + to).add(c51, m1).intoArray(planes, at1 + to);
  }
}
