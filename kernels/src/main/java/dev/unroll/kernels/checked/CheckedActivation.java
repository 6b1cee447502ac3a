package dev.unroll.kernels.checked;

import dev.unroll.kernels.ActivationKernel;

/// Ranges within their arrays; `y` at the place of `x` or apart from it, `dx` apart from everything.
record CheckedActivation(ActivationKernel kernel) implements ActivationKernel {
  @Override
  public void exp(int length, float[] x, int xOffset, float[] y, int yOffset) {
    check(length, x, xOffset, y, yOffset);
    kernel.exp(length, x, xOffset, y, yOffset);
  }

  @Override
  public void sigmoid(int length, float[] x, int xOffset, float[] y, int yOffset) {
    check(length, x, xOffset, y, yOffset);
    kernel.sigmoid(length, x, xOffset, y, yOffset);
  }

  @Override
  public void tanh(int length, float[] x, int xOffset, float[] y, int yOffset) {
    check(length, x, xOffset, y, yOffset);
    kernel.tanh(length, x, xOffset, y, yOffset);
  }

  @Override
  public void relu(int length, float[] x, int xOffset, float[] y, int yOffset) {
    check(length, x, xOffset, y, yOffset);
    kernel.relu(length, x, xOffset, y, yOffset);
  }

  @Override
  public void sigmoidBackward(
      int length, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    check(length, y, yOffset, dy, dyOffset, dx, dxOffset);
    kernel.sigmoidBackward(length, y, yOffset, dy, dyOffset, dx, dxOffset);
  }

  @Override
  public void tanhBackward(
      int length, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    check(length, y, yOffset, dy, dyOffset, dx, dxOffset);
    kernel.tanhBackward(length, y, yOffset, dy, dyOffset, dx, dxOffset);
  }

  @Override
  public void reluBackward(
      int length, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    check(length, y, yOffset, dy, dyOffset, dx, dxOffset);
    kernel.reluBackward(length, y, yOffset, dy, dyOffset, dx, dxOffset);
  }

  private static void check(int length, float[] x, int xOffset, float[] y, int yOffset) {
    Ranges.within("x", x, xOffset, length);
    Ranges.within("y", y, yOffset, length);
    Ranges.sameOrDistinct("x", x, xOffset, "y", y, yOffset, length);
  }

  private static void check(
      int length, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    Ranges.within("y", y, yOffset, length);
    Ranges.within("dy", dy, dyOffset, length);
    Ranges.within("dx", dx, dxOffset, length);
    Ranges.distinct("y", y, yOffset, length, "dx", dx, dxOffset, length);
    Ranges.distinct("dy", dy, dyOffset, length, "dx", dx, dxOffset, length);
  }
}
