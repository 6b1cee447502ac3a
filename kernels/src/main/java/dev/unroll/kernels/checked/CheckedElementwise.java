package dev.unroll.kernels.checked;

import dev.unroll.core.Checks;
import dev.unroll.kernels.ElementwiseKernel;
import dev.unroll.kernels.start.Operands;
import dev.unroll.kernels.start.Start;
import dev.unroll.kernels.start.Twins;
import java.util.EnumMap;
import java.util.Map;

/// Ranges within their arrays; `y` at the place of `x` or apart from it, `dx` apart from everything.
final class CheckedElementwise implements ElementwiseKernel {
  private static final int LENGTH = 67;

  private final Map<Function, Start<ElementwiseKernel>> forward = new EnumMap<>(Function.class);
  private final Map<Function, Start<ElementwiseKernel>> backward = new EnumMap<>(Function.class);
  private final Start<ElementwiseKernel> clamp;
  private final Start<ElementwiseKernel> clampBackward;

  CheckedElementwise(Twins<ElementwiseKernel> twins) {
    float[] x = Operands.floats(LENGTH);
    float[] dy = Operands.floats(LENGTH);
    float[] y = new float[LENGTH];
    for (Function f : Function.values()) {
      forward.put(f, twins.start(kernel -> kernel.forward(f, 0.3f, LENGTH, x, 0, y, 0)));
      backward.put(f, twins.start(kernel -> kernel.backward(f, 0.3f, LENGTH, x, 0, dy, 0, y, 0)));
    }
    clamp = twins.start(kernel -> kernel.clamp(LENGTH, -0.05f, 0.05f, x, 0, y, 0));
    clampBackward =
        twins.start(kernel -> kernel.clampBackward(LENGTH, -0.05f, 0.05f, x, 0, dy, 0, y, 0));
  }

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
    forward.get(function).kernel().forward(function, parameter, length, x, xOffset, y, yOffset);
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
    backward
        .get(function)
        .kernel()
        .backward(function, parameter, length, x, xOffset, dy, dyOffset, dx, dxOffset);
  }

  @Override
  public void clamp(
      int length, float low, float high, float[] x, int xOffset, float[] y, int yOffset) {
    check(length, x, xOffset, y, yOffset);
    clamp.kernel().clamp(length, low, high, x, xOffset, y, yOffset);
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
    clampBackward.kernel().clampBackward(length, low, high, x, xOffset, dy, dyOffset, dx, dxOffset);
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
