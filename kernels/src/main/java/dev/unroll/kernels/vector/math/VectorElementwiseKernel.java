package dev.unroll.kernels.vector.math;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.unroll.kernels.ElementwiseKernel;
import dev.unroll.kernels.scalar.ScalarElementwiseKernel;
import jdk.incubator.vector.FloatVector;

/// [ElementwiseKernel] on lanes. The numbers past the last whole vector are left to the scalar kernel,
/// and so are powers without a logarithm in them, which the compiler makes vector code of by itself.
public final class VectorElementwiseKernel implements ElementwiseKernel {
  /// The kernel.
  public VectorElementwiseKernel() {}

  private static final ScalarElementwiseKernel REST = new ScalarElementwiseKernel();

  @Override
  public void forward(
      Function function,
      float parameter,
      int length,
      float[] x,
      int xOffset,
      float[] y,
      int yOffset) {
    int end = SPECIES.loopBound(length);
    switch (function) {
      case SQUARE -> square(end, x, xOffset, y, yOffset);
      case SQUARE_ROOT -> squareRoot(end, x, xOffset, y, yOffset);
      case ABSOLUTE -> absolute(end, x, xOffset, y, yOffset);
      case LOG -> VectorMath.log(end, x, xOffset, y, yOffset);
      case GELU -> VectorGelu.value(end, x, xOffset, y, yOffset);
      case LEAKY_RELU -> leakyRelu(parameter, end, x, xOffset, y, yOffset);
      case POWER -> {
        if (parameter == 2) {
          square(end, x, xOffset, y, yOffset);
        } else if (plain(parameter)) {
          end = 0;
        } else {
          VectorPower.value(parameter, end, x, xOffset, y, yOffset);
        }
      }
    }
    REST.forward(function, parameter, length - end, x, xOffset + end, y, yOffset + end);
  }

  /// Whether powers to p are constant, a product or not a number.
  private static boolean plain(double p) {
    return p == 0 || p == 1 || p == 2 || !(Math.abs(p) < Double.POSITIVE_INFINITY);
  }

  private static void square(int end, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      v.mul(v).intoArray(y, yAt + i);
    }
  }

  private static void squareRoot(int end, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < end; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xAt + i).sqrt().intoArray(y, yAt + i);
    }
  }

  private static void absolute(int end, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < end; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xAt + i).abs().intoArray(y, yAt + i);
    }
  }

  private static void leakyRelu(float p, int end, float[] x, int xAt, float[] y, int yAt) {
    for (int i = 0; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      v.mul(p).blend(v, v.compare(GT, 0)).intoArray(y, yAt + i);
    }
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
    int end = SPECIES.loopBound(length);
    switch (function) {
      case SQUARE -> squareBackward(end, x, xOffset, dy, dyOffset, dx, dxOffset);
      case SQUARE_ROOT -> squareRootBackward(end, x, xOffset, dy, dyOffset, dx, dxOffset);
      case ABSOLUTE -> absoluteBackward(end, x, xOffset, dy, dyOffset, dx, dxOffset);
      case LOG -> logBackward(end, x, xOffset, dy, dyOffset, dx, dxOffset);
      case GELU -> VectorGelu.backward(end, x, xOffset, dy, dyOffset, dx, dxOffset);
      case LEAKY_RELU -> leakyReluBackward(parameter, end, x, xOffset, dy, dyOffset, dx, dxOffset);
      case POWER -> {
        if (parameter == 0 || plain(parameter - 1.0)) {
          end = 0;
        } else {
          double p = parameter - 1.0;
          VectorPower.addProduct(p, end, x, xOffset, parameter, dy, dyOffset, dx, dxOffset);
        }
      }
    }
    REST.backward(
        function,
        parameter,
        length - end,
        x,
        xOffset + end,
        dy,
        dyOffset + end,
        dx,
        dxOffset + end);
  }

  private static void squareBackward(
      int end, float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt) {
    for (int i = 0; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector sum = FloatVector.fromArray(SPECIES, dx, dxAt + i);
      FloatVector slope = v.mul(2);
      FloatVector.fromArray(SPECIES, dy, dyAt + i).fma(slope, sum).intoArray(dx, dxAt + i);
    }
  }

  private static void squareRootBackward(
      int end, float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt) {
    for (int i = 0; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector sum = FloatVector.fromArray(SPECIES, dx, dxAt + i);
      FloatVector slope = FloatVector.broadcast(SPECIES, 0.5f).div(v.sqrt());
      FloatVector.fromArray(SPECIES, dy, dyAt + i).fma(slope, sum).intoArray(dx, dxAt + i);
    }
  }

  private static void absoluteBackward(
      int end, float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt) {
    for (int i = 0; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector sum = FloatVector.fromArray(SPECIES, dx, dxAt + i);
      FloatVector slope = v.blend(1, v.compare(GT, 0)).blend(-1, v.compare(LT, 0)); // or 0, NaN
      FloatVector.fromArray(SPECIES, dy, dyAt + i).fma(slope, sum).intoArray(dx, dxAt + i);
    }
  }

  private static void logBackward(
      int end, float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt) {
    for (int i = 0; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector sum = FloatVector.fromArray(SPECIES, dx, dxAt + i);
      FloatVector slope = FloatVector.broadcast(SPECIES, 1).div(v);
      FloatVector.fromArray(SPECIES, dy, dyAt + i).fma(slope, sum).intoArray(dx, dxAt + i);
    }
  }

  private static void leakyReluBackward(
      float p, int end, float[] x, int xAt, float[] dy, int dyAt, float[] dx, int dxAt) {
    for (int i = 0; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      FloatVector sum = FloatVector.fromArray(SPECIES, dx, dxAt + i);
      FloatVector slope = FloatVector.broadcast(SPECIES, p).blend(1, v.compare(GT, 0));
      FloatVector.fromArray(SPECIES, dy, dyAt + i).fma(slope, sum).intoArray(dx, dxAt + i);
    }
  }

  @Override
  public void clamp(
      int length, float low, float high, float[] x, int xOffset, float[] y, int yOffset) {
    int end = SPECIES.loopBound(length);
    for (int i = 0; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
      v = v.blend(low, v.compare(LT, low)); // a NaN is not below
      v.blend(high, v.compare(GT, high)).intoArray(y, yOffset + i);
    }
    REST.clamp(length - end, low, high, x, xOffset + end, y, yOffset + end);
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
    int end = SPECIES.loopBound(length);
    for (int i = 0; i < end; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xOffset + i);
      FloatVector before = FloatVector.fromArray(SPECIES, dx, dxOffset + i);
      FloatVector after = before.add(FloatVector.fromArray(SPECIES, dy, dyOffset + i));
      after = after.blend(before, v.compare(LT, low));
      after.blend(before, v.compare(GT, high)).intoArray(dx, dxOffset + i);
    }
    int rest = length - end;
    REST.clampBackward(rest, low, high, x, xOffset + end, dy, dyOffset + end, dx, dxOffset + end);
  }
}
