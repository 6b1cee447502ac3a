package dev.unroll.kernels.checked;

import dev.unroll.kernels.ActivationKernel;
import dev.unroll.kernels.start.Operands;
import dev.unroll.kernels.start.Start;
import dev.unroll.kernels.start.Twins;

/// Ranges within their arrays; `y` at the place of `x` or apart from it, `dx` apart from everything.
final class CheckedActivation implements ActivationKernel {
  private static final int LENGTH = 67;

  private final Start<ActivationKernel> exp;
  private final Start<ActivationKernel> sigmoid;
  private final Start<ActivationKernel> tanh;
  private final Start<ActivationKernel> relu;
  private final Start<ActivationKernel> sigmoidBackward;
  private final Start<ActivationKernel> tanhBackward;
  private final Start<ActivationKernel> reluBackward;

  CheckedActivation(Twins<ActivationKernel> twins) {
    float[] x = Operands.floats(LENGTH);
    float[] dy = Operands.floats(LENGTH);
    float[] y = new float[LENGTH];
    exp = twins.start(kernel -> kernel.exp(LENGTH, x, 0, y, 0));
    sigmoid = twins.start(kernel -> kernel.sigmoid(LENGTH, x, 0, y, 0));
    tanh = twins.start(kernel -> kernel.tanh(LENGTH, x, 0, y, 0));
    relu = twins.start(kernel -> kernel.relu(LENGTH, x, 0, y, 0));
    sigmoidBackward = twins.start(kernel -> kernel.sigmoidBackward(LENGTH, x, 0, dy, 0, y, 0));
    tanhBackward = twins.start(kernel -> kernel.tanhBackward(LENGTH, x, 0, dy, 0, y, 0));
    reluBackward = twins.start(kernel -> kernel.reluBackward(LENGTH, x, 0, dy, 0, y, 0));
  }

  @Override
  public void exp(int length, float[] x, int xOffset, float[] y, int yOffset) {
    check(length, x, xOffset, y, yOffset);
    exp.kernel().exp(length, x, xOffset, y, yOffset);
  }

  @Override
  public void sigmoid(int length, float[] x, int xOffset, float[] y, int yOffset) {
    check(length, x, xOffset, y, yOffset);
    sigmoid.kernel().sigmoid(length, x, xOffset, y, yOffset);
  }

  @Override
  public void tanh(int length, float[] x, int xOffset, float[] y, int yOffset) {
    check(length, x, xOffset, y, yOffset);
    tanh.kernel().tanh(length, x, xOffset, y, yOffset);
  }

  @Override
  public void relu(int length, float[] x, int xOffset, float[] y, int yOffset) {
    check(length, x, xOffset, y, yOffset);
    relu.kernel().relu(length, x, xOffset, y, yOffset);
  }

  @Override
  public void sigmoidBackward(
      int length, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    check(length, y, yOffset, dy, dyOffset, dx, dxOffset);
    sigmoidBackward.kernel().sigmoidBackward(length, y, yOffset, dy, dyOffset, dx, dxOffset);
  }

  @Override
  public void tanhBackward(
      int length, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    check(length, y, yOffset, dy, dyOffset, dx, dxOffset);
    tanhBackward.kernel().tanhBackward(length, y, yOffset, dy, dyOffset, dx, dxOffset);
  }

  @Override
  public void reluBackward(
      int length, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    check(length, y, yOffset, dy, dyOffset, dx, dxOffset);
    reluBackward.kernel().reluBackward(length, y, yOffset, dy, dyOffset, dx, dxOffset);
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
