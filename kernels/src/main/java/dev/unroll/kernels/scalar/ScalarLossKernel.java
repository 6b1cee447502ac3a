package dev.unroll.kernels.scalar;

import dev.unroll.kernels.LossKernel;
import dev.unroll.kernels.shared.Fma;

/// [LossKernel] in plain loops.
public final class ScalarLossKernel implements LossKernel {
  /// The kernel; it has no state.
  public ScalarLossKernel() {}

  @Override
  public void values(
      Loss loss,
      float delta,
      int length,
      float[] x,
      int xOffset,
      float[] t,
      int tOffset,
      float[] y,
      int yOffset) {
    for (int i = 0; i < length; i++) {
      y[yOffset + i] = value(loss, delta, x[xOffset + i], t[tOffset + i]);
    }
  }

  private static float value(Loss loss, float delta, float x, float t) {
    float d = x - t;
    return switch (loss) {
      case SQUARED -> d * d;
      case ABSOLUTE -> Math.abs(d);
      case HUBER -> {
        float size = Math.abs(d);
        yield size > delta ? delta * (size - 0.5f * delta) : 0.5f * d * d;
      }
      case BINARY_CROSS_ENTROPY -> {
        float e = ScalarMath.expOfNegative(-Math.abs(x));
        yield Fma.fma(-x, t, x < 0 ? 0 : x) + ScalarMath.log1p(e);
      }
    };
  }

  @Override
  public void slopes(
      Loss loss,
      float delta,
      int length,
      float[] x,
      int xOffset,
      float[] t,
      int tOffset,
      float[] y,
      int yOffset) {
    for (int i = 0; i < length; i++) {
      y[yOffset + i] = slope(loss, delta, x[xOffset + i], t[tOffset + i]);
    }
  }

  private static float slope(Loss loss, float delta, float x, float t) {
    float d = x - t;
    return switch (loss) {
      case SQUARED -> 2 * d;
      case ABSOLUTE -> Math.signum(d);
      case HUBER -> {
        float atLeast = d < -delta ? -delta : d; // a NaN is not below
        yield atLeast > delta ? delta : atLeast;
      }
      case BINARY_CROSS_ENTROPY -> ScalarMath.sigmoid(x) - t;
    };
  }
}
