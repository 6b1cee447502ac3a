package dev.unroll.kernels.checked;

import dev.unroll.core.Checks;
import dev.unroll.kernels.ElementwiseKernel;

/// Ranges within their arrays; `y` at the place of `x` or apart from it, `dx` apart from everything.
record CheckedElementwise(ElementwiseKernel kernel) implements ElementwiseKernel {
  @Override
  public void forward(
      Function function,
      float parameter,
      int length,
      float[] x,
      int xOffset,
      float[] y,
      int yOffset) {
    Checks.present("function", function);
    check(length, x, xOffset, y, yOffset);
    kernel.forward(function, parameter, length, x, xOffset, y, yOffset);
  }

  @Override
  public void backward(
      Function function,
      float parameter,
      int length,
      float[] x,
      int xOffset,
      float[] dy,
      int dyOffset,
      float[] dx,
      int dxOffset) {
    Checks.present("function", function);
    check(length, x, xOffset, dy, dyOffset, dx, dxOffset);
    kernel.backward(function, parameter, length, x, xOffset, dy, dyOffset, dx, dxOffset);
  }

  @Override
  public void clamp(
      int length, float low, float high, float[] x, int xOffset, float[] y, int yOffset) {
    check(length, x, xOffset, y, yOffset);
    kernel.clamp(length, low, high, x, xOffset, y, yOffset);
  }

  @Override
  public void clampBackward(
      int length,
      float low,
      float high,
      float[] x,
      int xOffset,
      float[] dy,
      int dyOffset,
      float[] dx,
      int dxOffset) {
    check(length, x, xOffset, dy, dyOffset, dx, dxOffset);
    kernel.clampBackward(length, low, high, x, xOffset, dy, dyOffset, dx, dxOffset);
  }

  private static void check(int length, float[] x, int xOffset, float[] y, int yOffset) {
    Ranges.within("x", x, xOffset, length);
    Ranges.within("y", y, yOffset, length);
    Ranges.sameOrDistinct("x", x, xOffset, "y", y, yOffset, length);
  }

  private static void check(
      int length, float[] x, int xOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    Ranges.within("x", x, xOffset, length);
    Ranges.within("dy", dy, dyOffset, length);
    Ranges.within("dx", dx, dxOffset, length);
    Ranges.distinct("x", x, xOffset, length, "dx", dx, dxOffset, length);
    Ranges.distinct("dy", dy, dyOffset, length, "dx", dx, dxOffset, length);
  }
}
