package dev.unroll.kernels.scalar;

import dev.unroll.kernels.ArithmeticKernel;
import dev.unroll.kernels.shared.Fma;

/// [ArithmeticKernel] in plain loops. They have no vector twins: each iteration stands alone, so that the
/// compiler makes vector code of them by itself, with the same bits.
final class ScalarArithmeticKernel implements ArithmeticKernel {
  @Override
  public void add(
      int length,
      float[] a,
      int aOffset,
      int aStep,
      float[] b,
      int bOffset,
      int bStep,
      float[] y,
      int yOffset) {
    if (aStep == 1 && bStep == 1) {
      for (int i = 0; i < length; i++) {
        y[yOffset + i] = a[aOffset + i] + b[bOffset + i];
      }
    } else if (aStep == 1) {
      float right = length == 0 ? 0 : b[bOffset];
      for (int i = 0; i < length; i++) {
        y[yOffset + i] = a[aOffset + i] + right;
      }
    } else {
      float left = length == 0 ? 0 : a[aOffset];
      for (int i = 0; i < length; i++) {
        y[yOffset + i] = left + b[bOffset + i * bStep];
      }
    }
  }

  @Override
  public void subtract(
      int length,
      float[] a,
      int aOffset,
      int aStep,
      float[] b,
      int bOffset,
      int bStep,
      float[] y,
      int yOffset) {
    if (aStep == 1 && bStep == 1) {
      for (int i = 0; i < length; i++) {
        y[yOffset + i] = a[aOffset + i] - b[bOffset + i];
      }
    } else if (aStep == 1) {
      float right = length == 0 ? 0 : b[bOffset];
      for (int i = 0; i < length; i++) {
        y[yOffset + i] = a[aOffset + i] - right;
      }
    } else {
      float left = length == 0 ? 0 : a[aOffset];
      for (int i = 0; i < length; i++) {
        y[yOffset + i] = left - b[bOffset + i * bStep];
      }
    }
  }

  @Override
  public void multiply(
      int length,
      float[] a,
      int aOffset,
      int aStep,
      float[] b,
      int bOffset,
      int bStep,
      float[] y,
      int yOffset) {
    if (aStep == 1 && bStep == 1) {
      for (int i = 0; i < length; i++) {
        y[yOffset + i] = a[aOffset + i] * b[bOffset + i];
      }
    } else if (aStep == 1) {
      float right = length == 0 ? 0 : b[bOffset];
      for (int i = 0; i < length; i++) {
        y[yOffset + i] = a[aOffset + i] * right;
      }
    } else {
      float left = length == 0 ? 0 : a[aOffset];
      for (int i = 0; i < length; i++) {
        y[yOffset + i] = left * b[bOffset + i * bStep];
      }
    }
  }

  @Override
  public void divide(
      int length,
      float[] a,
      int aOffset,
      int aStep,
      float[] b,
      int bOffset,
      int bStep,
      float[] y,
      int yOffset) {
    if (aStep == 1 && bStep == 1) {
      for (int i = 0; i < length; i++) {
        y[yOffset + i] = a[aOffset + i] / b[bOffset + i];
      }
    } else if (aStep == 1) {
      float right = length == 0 ? 0 : b[bOffset];
      for (int i = 0; i < length; i++) {
        y[yOffset + i] = a[aOffset + i] / right;
      }
    } else {
      float left = length == 0 ? 0 : a[aOffset];
      for (int i = 0; i < length; i++) {
        y[yOffset + i] = left / b[bOffset + i * bStep];
      }
    }
  }

  @Override
  public void addScaled(int length, float factor, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < length; i++) {
      y[yOffset + i] = Fma.fma(factor, x[xOffset + i], y[yOffset + i]);
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
  public void addConstant(int length, float constant, float[] y, int yOffset) {
    for (int i = 0; i < length; i++) {
      y[yOffset + i] += constant;
    }
  }
}
