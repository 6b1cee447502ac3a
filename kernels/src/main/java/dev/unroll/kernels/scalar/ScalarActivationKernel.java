package dev.unroll.kernels.scalar;

import dev.unroll.kernels.ActivationKernel;
import dev.unroll.kernels.shared.Fma;

/// [ActivationKernel] in plain loops over the functions of [ScalarMath].
public final class ScalarActivationKernel implements ActivationKernel {
  /// The kernel; it has no state.
  public ScalarActivationKernel() {}

  @Override
  public void exp(int length, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < length; i++) {
      y[yOffset + i] = ScalarMath.exp(x[xOffset + i]);
    }
  }

  @Override
  public void sigmoid(int length, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < length; i++) {
      y[yOffset + i] = ScalarMath.sigmoid(x[xOffset + i]);
    }
  }

  @Override
  public void tanh(int length, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < length; i++) {
      y[yOffset + i] = ScalarMath.tanh(x[xOffset + i]);
    }
  }

  @Override
  public void relu(int length, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < length; i++) {
      float a = x[xOffset + i];
      y[yOffset + i] = a <= 0 ? 0 : a; // a NaN is not ≤ 0
    }
  }

  @Override
  public void sigmoidBackward(
      int length, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    for (int i = 0; i < length; i++) {
      float s = y[yOffset + i];
      dx[dxOffset + i] = Fma.fma(dy[dyOffset + i], Fma.fma(-s, s, s), dx[dxOffset + i]);
    }
  }

  @Override
  public void tanhBackward(
      int length, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    for (int i = 0; i < length; i++) {
      float t = y[yOffset + i];
      dx[dxOffset + i] = Fma.fma(dy[dyOffset + i], Fma.fma(-t, t, 1), dx[dxOffset + i]);
    }
  }

  @Override
  public void reluBackward(
      int length, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    for (int i = 0; i < length; i++) {
      if (y[yOffset + i] > 0) {
        dx[dxOffset + i] += dy[dyOffset + i];
      }
    }
  }
}
