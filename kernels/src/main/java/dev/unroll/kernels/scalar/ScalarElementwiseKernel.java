package dev.unroll.kernels.scalar;

import dev.unroll.kernels.ElementwiseKernel;
import dev.unroll.kernels.shared.Fma;

/// [ElementwiseKernel] in plain loops. The cheap functions have a loop of their own, without a choice in it,
/// which the compiler makes vector code of.
public final class ScalarElementwiseKernel implements ElementwiseKernel {
  /// The kernel; it has no state.
  public ScalarElementwiseKernel() {}

  @Override
  public void forward(
      Function function,
      float parameter,
      int length,
      float[] x,
      int xOffset,
      float[] y,
      int yOffset) {
    switch (function) {
      case SQUARE -> {
        for (int i = 0; i < length; i++) {
          y[yOffset + i] = x[xOffset + i] * x[xOffset + i];
        }
      }
      case SQUARE_ROOT -> {
        for (int i = 0; i < length; i++) {
          y[yOffset + i] = (float) Math.sqrt(x[xOffset + i]);
        }
      }
      case ABSOLUTE -> {
        for (int i = 0; i < length; i++) {
          y[yOffset + i] = Math.abs(x[xOffset + i]);
        }
      }
      default -> {
        for (int i = 0; i < length; i++) {
          y[yOffset + i] = value(function, parameter, x[xOffset + i]);
        }
      }
    }
  }

  private static float value(Function function, float p, float x) {
    return switch (function) {
      case LOG -> ScalarMath.log(x);
      case GELU -> ScalarGelu.value(x);
      case POWER -> power(x, p);
      case LEAKY_RELU -> x > 0 ? x : p * x;
      default -> throw new AssertionError(function);
    };
  }

  /// xᵖ for any p.
  private static float power(float x, double p) {
    if (p == 0) {
      return 1;
    }
    if (p == 1 || p == 2) {
      return p == 1 ? x : x * x;
    }
    if (!(Math.abs(p) < Double.POSITIVE_INFINITY)) {
      return (float) StrictMath.pow(x, p);
    }
    return ScalarPower.of(
        x,
        ScalarPower.high(p),
        ScalarPower.low(p),
        ScalarPower.keptBits(p),
        ScalarPower.signBits(p));
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
    switch (function) {
      case SQUARE -> {
        for (int i = 0; i < length; i++) {
          dx[dxOffset + i] = Fma.fma(dy[dyOffset + i], 2 * x[xOffset + i], dx[dxOffset + i]);
        }
      }
      case SQUARE_ROOT -> {
        for (int i = 0; i < length; i++) {
          float slope = 0.5f / (float) Math.sqrt(x[xOffset + i]);
          dx[dxOffset + i] = Fma.fma(dy[dyOffset + i], slope, dx[dxOffset + i]);
        }
      }
      default -> {
        for (int i = 0; i < length; i++) {
          float slope = derivative(function, parameter, x[xOffset + i]);
          dx[dxOffset + i] = Fma.fma(dy[dyOffset + i], slope, dx[dxOffset + i]);
        }
      }
    }
  }

  private static float derivative(Function function, float p, float x) {
    return switch (function) {
      case ABSOLUTE -> Math.signum(x);
      case LOG -> 1 / x;
      case GELU -> ScalarGelu.derivative(x);
      case POWER -> p == 0 ? 0 : p * power(x, p - 1.0);
      case LEAKY_RELU -> x > 0 ? 1 : p;
      default -> throw new AssertionError(function);
    };
  }

  @Override
  public void clamp(
      int length, float low, float high, float[] x, int xOffset, float[] y, int yOffset) {
    for (int i = 0; i < length; i++) {
      float a = x[xOffset + i];
      a = a < low ? low : a; // a NaN is not below
      y[yOffset + i] = a > high ? high : a;
    }
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
    for (int i = 0; i < length; i++) {
      float a = x[xOffset + i];
      if (!(a < low || a > high)) {
        dx[dxOffset + i] += dy[dyOffset + i];
      }
    }
  }
}
