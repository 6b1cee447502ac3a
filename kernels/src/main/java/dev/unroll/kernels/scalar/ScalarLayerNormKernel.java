package dev.unroll.kernels.scalar;

import dev.unroll.kernels.shared.Fma;
import dev.unroll.kernels.shared.LayerNormTemplate;

/// [dev.unroll.kernels.LayerNormKernel] in plain loops.

public final class ScalarLayerNormKernel extends LayerNormTemplate {
  /// The kernel; it has no state.
  public ScalarLayerNormKernel() {
    super(new ScalarReductionKernel());
  }

  @Override
  public void subtract(int length, float constant, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < length; i++) {
      y[yOffset + i] = x[xOffset + i] - constant;
    }
  }

  @Override
  public void scale(int length, float factor, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < length; i++) {
      y[yOffset + i] = x[xOffset + i] * factor;
    }
  }

  @Override
  public void scaleAndShift(
      int length,
      float factor,
      float[] z,
      int zOffset,
      float[] weight,
      int weightOffset,
      float[] bias,
      int biasOffset,
      float[] y,
      int yOffset) {
    for (int i = 0; i < length; i++) {
      float normalized = z[zOffset + i] * factor;
      z[zOffset + i] = normalized;
      y[yOffset + i] = Fma.fma(normalized, weight[weightOffset + i], bias[biasOffset + i]);
    }
  }

  @Override
  public void multiply(
      int length, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
    for (int i = 0; i < length; i++) {
      y[yOffset + i] = a[aOffset + i] * b[bOffset + i];
    }
  }

  @Override
  public void multiplyAdd(
      int length, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
    for (int i = 0; i < length; i++) {
      y[yOffset + i] = Fma.fma(a[aOffset + i], b[bOffset + i], y[yOffset + i]);
    }
  }

  @Override
  public void add(int length, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < length; i++) {
      y[yOffset + i] += x[xOffset + i];
    }
  }

  @Override
  public void addGradient(
      int length,
      float s,
      float mean,
      float projection,
      float[] dz,
      int dzOffset,
      float[] z,
      int zOffset,
      float[] dx,
      int dxOffset) {
    for (int i = 0; i < length; i++) {
      float share = Fma.fma(-projection, z[zOffset + i], dz[dzOffset + i] - mean);
      dx[dxOffset + i] = Fma.fma(s, share, dx[dxOffset + i]);
    }
  }
}
