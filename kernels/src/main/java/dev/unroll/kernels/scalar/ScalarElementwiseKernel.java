package dev.unroll.kernels.scalar;

import dev.unroll.kernels.ElementwiseKernel;

/// [ElementwiseKernel] in plain loops.
final class ScalarElementwiseKernel implements ElementwiseKernel {
  @Override
  public void forward(
      Function function,
      float parameter,
      int length,
      float[] x,
      int xOffset,
      float[] y,
      int yOffset) {
    for (int i = 0; i < length; i++) {
      y[yOffset + i] = value(function, parameter, x[xOffset + i]);
    }
  }

  private static float value(Function function, float p, float x) {
    return switch (function) {
      case SQUARE -> x * x;
      case SQUARE_ROOT -> (float) Math.sqrt(x);
      case ABSOLUTE -> Math.abs(x);
      case LOG -> (float) StrictMath.log(x);
      case GELU -> (float) (x * Normal.distribution(x));
      case POWER -> (float) StrictMath.pow(x, p);
      case LEAKY_RELU -> x > 0 ? x : p * x;
    };
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
    for (int i = 0; i < length; i++) {
      float slope = derivative(function, parameter, x[xOffset + i]);
      dx[dxOffset + i] = Math.fma(dy[dyOffset + i], slope, dx[dxOffset + i]);
    }
  }

  private static float derivative(Function function, float p, float x) {
    return switch (function) {
      case SQUARE -> 2 * x;
      case SQUARE_ROOT -> 0.5f / (float) Math.sqrt(x);
      case ABSOLUTE -> Math.signum(x);
      case LOG -> 1 / x;
      case GELU -> (float) Math.fma((double) x, Normal.density(x), Normal.distribution(x));
      case POWER -> p == 0 ? 0 : (float) (p * StrictMath.pow(x, p - 1.0));
      case LEAKY_RELU -> x > 0 ? 1 : p;
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
