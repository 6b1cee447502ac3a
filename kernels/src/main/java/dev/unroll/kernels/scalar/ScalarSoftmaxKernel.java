package dev.unroll.kernels.scalar;

/// [dev.unroll.kernels.SoftmaxKernel] in plain loops.
public final class ScalarSoftmaxKernel extends SoftmaxRows {
  /// The kernel; it has no state.
  public ScalarSoftmaxKernel() {}

  @Override
  public float maximum(int length, float[] x, int xOffset) {
    float maximum = Float.NEGATIVE_INFINITY;
    for (int v = 0; v < length; v++) {
      maximum = x[xOffset + v] > maximum ? x[xOffset + v] : maximum;
    }
    return maximum;
  }

  @Override
  public void subtract(int length, float maximum, float[] x, int xOffset, float[] p, int pOffset) {
    for (int v = 0; v < length; v++) {
      p[pOffset + v] = x[xOffset + v] - maximum;
    }
  }

  @Override
  public void exponentials(int length, float[] p, int pOffset) {
    for (int v = 0; v < length; v++) {
      p[pOffset + v] = ScalarMath.expOfNegative(p[pOffset + v]);
    }
  }

  @Override
  public float sum(int length, float[] p, int pOffset) {
    return ScalarSums.sum(length, p, pOffset);
  }

  @Override
  public float exponentialsOfRow(
      int length, float maximum, float[] x, int xOffset, float[] p, int pOffset) {
    subtract(length, maximum, x, xOffset, p, pOffset);
    exponentials(length, p, pOffset);
    return sum(length, p, pOffset);
  }

  @Override
  public void scale(int length, float factor, float[] p, int pOffset) {
    for (int v = 0; v < length; v++) {
      p[pOffset + v] *= factor;
    }
  }

  @Override
  public void addScaled(int length, float factor, float[] x, int xOffset, float[] y, int yOffset) {
    for (int v = 0; v < length; v++) {
      y[yOffset + v] = Math.fma(factor, x[xOffset + v], y[yOffset + v]);
    }
  }
}
