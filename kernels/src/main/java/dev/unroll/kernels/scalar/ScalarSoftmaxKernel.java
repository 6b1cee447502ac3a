package dev.unroll.kernels.scalar;

import dev.unroll.kernels.shared.CanonicalSums;
import dev.unroll.kernels.shared.Fma;
import dev.unroll.kernels.shared.SoftmaxTemplate;

/// [dev.unroll.kernels.SoftmaxKernel] in plain loops.

public final class ScalarSoftmaxKernel extends SoftmaxTemplate {
  /// The kernel; it has no state.
  public ScalarSoftmaxKernel() {}

  @Override
  protected int scratchLength() {
    return 0;
  }

  @Override
  public void maxima(
      int rows,
      int length,
      float[] x,
      int xOffset,
      float[] scratch,
      int maximaOffset,
      int scratchOffset) {
    for (int m = 0; m < rows; m++) {
      float maximum = Float.NEGATIVE_INFINITY;
      for (int i = xOffset + m * length; i < xOffset + (m + 1) * length; i++) {
        maximum = x[i] > maximum ? x[i] : maximum;
      }
      scratch[maximaOffset + m] = maximum;
    }
  }

  @Override
  public void exponentials(
      int rows,
      int length,
      float[] x,
      int xOffset,
      float[] p,
      int pOffset,
      float[] scratch,
      int maximaOffset,
      int sumsOffset,
      int scratchOffset) {
    for (int m = 0; m < rows; m++) {
      int from = m * length;
      for (int i = from; i < from + length; i++) {
        p[pOffset + i] = ScalarMath.expOfNegative(x[xOffset + i] - scratch[maximaOffset + m]);
      }
      scratch[sumsOffset + m] = CanonicalSums.sum(length, p, pOffset + from);
    }
  }

  @Override
  public void logarithms(int length, float[] x, int xOffset) {
    for (int i = xOffset; i < xOffset + length; i++) {
      x[i] = ScalarMath.log(x[i]);
    }
  }

  @Override
  public void scaleRows(
      int rows, int length, float[] factors, int factorsOffset, float[] p, int pOffset) {
    for (int m = 0; m < rows; m++) {
      for (int i = pOffset + m * length; i < pOffset + (m + 1) * length; i++) {
        p[i] *= factors[factorsOffset + m];
      }
    }
  }

  @Override
  public void scale(int length, float factor, float[] x, int xOffset, float[] y, int yOffset) {
    for (int v = 0; v < length; v++) {
      y[yOffset + v] = Fma.fma(factor, x[xOffset + v], 0);
    }
  }

  @Override
  public void addScaled(int length, float factor, float[] x, int xOffset, float[] y, int yOffset) {
    for (int v = 0; v < length; v++) {
      y[yOffset + v] = Fma.fma(factor, x[xOffset + v], y[yOffset + v]);
    }
  }
}
