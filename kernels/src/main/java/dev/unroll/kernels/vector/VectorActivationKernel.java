package dev.unroll.kernels.vector;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;

import dev.unroll.kernels.ActivationKernel;
import dev.unroll.kernels.scalar.ScalarActivationKernel;
import jdk.incubator.vector.FloatVector;

/// [ActivationKernel] on lanes.
///
/// The last vector ends where the array ends and may overlap the one before it, so there is no scalar
/// tail. It is computed first, because the main loop may overwrite what it reads, and stored last; where
/// they overlap both hold the same numbers. Arrays shorter than a vector are left to the scalar kernel.
final class VectorActivationKernel implements ActivationKernel {
  private static final ScalarActivationKernel SHORT = new ScalarActivationKernel();

  @Override
  public void exp(int length, float[] x, int xOffset, float[] y, int yOffset) {
    int last = length - LANES;
    if (last < 0) {
      SHORT.exp(length, x, xOffset, y, yOffset);
      return;
    }
    ScalarActivationKernel.check(length, x, xOffset, y, yOffset);
    FloatVector lastY = VectorMath.exp(load(x, xOffset + last));
    for (int i = 0; i < last; i += LANES) {
      VectorMath.exp(load(x, xOffset + i)).intoArray(y, yOffset + i);
    }
    lastY.intoArray(y, yOffset + last);
  }

  @Override
  public void sigmoid(int length, float[] x, int xOffset, float[] y, int yOffset) {
    int last = length - LANES;
    if (last < 0) {
      SHORT.sigmoid(length, x, xOffset, y, yOffset);
      return;
    }
    ScalarActivationKernel.check(length, x, xOffset, y, yOffset);
    FloatVector lastY = VectorMath.sigmoid(load(x, xOffset + last));
    for (int i = 0; i < last; i += LANES) {
      VectorMath.sigmoid(load(x, xOffset + i)).intoArray(y, yOffset + i);
    }
    lastY.intoArray(y, yOffset + last);
  }

  @Override
  public void tanh(int length, float[] x, int xOffset, float[] y, int yOffset) {
    int last = length - LANES;
    if (last < 0) {
      SHORT.tanh(length, x, xOffset, y, yOffset);
      return;
    }
    ScalarActivationKernel.check(length, x, xOffset, y, yOffset);
    FloatVector lastY = VectorMath.tanh(load(x, xOffset + last));
    for (int i = 0; i < last; i += LANES) {
      VectorMath.tanh(load(x, xOffset + i)).intoArray(y, yOffset + i);
    }
    lastY.intoArray(y, yOffset + last);
  }

  @Override
  public void relu(int length, float[] x, int xOffset, float[] y, int yOffset) {
    int last = length - LANES;
    if (last < 0) {
      SHORT.relu(length, x, xOffset, y, yOffset);
      return;
    }
    ScalarActivationKernel.check(length, x, xOffset, y, yOffset);
    FloatVector lastY = relu(load(x, xOffset + last));
    for (int i = 0; i < last; i += LANES) {
      relu(load(x, xOffset + i)).intoArray(y, yOffset + i);
    }
    lastY.intoArray(y, yOffset + last);
  }

  @Override
  public void sigmoidBackward(
      int length, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    int last = length - LANES;
    if (last < 0) {
      SHORT.sigmoidBackward(length, y, yOffset, dy, dyOffset, dx, dxOffset);
      return;
    }
    ScalarActivationKernel.check(length, y, yOffset, dy, dyOffset, dx, dxOffset);
    FloatVector lastDx =
        sigmoidBackward(
            load(y, yOffset + last), load(dy, dyOffset + last), load(dx, dxOffset + last));
    for (int i = 0; i < last; i += LANES) {
      sigmoidBackward(load(y, yOffset + i), load(dy, dyOffset + i), load(dx, dxOffset + i))
          .intoArray(dx, dxOffset + i);
    }
    lastDx.intoArray(dx, dxOffset + last);
  }

  @Override
  public void tanhBackward(
      int length, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    int last = length - LANES;
    if (last < 0) {
      SHORT.tanhBackward(length, y, yOffset, dy, dyOffset, dx, dxOffset);
      return;
    }
    ScalarActivationKernel.check(length, y, yOffset, dy, dyOffset, dx, dxOffset);
    FloatVector lastDx =
        tanhBackward(load(y, yOffset + last), load(dy, dyOffset + last), load(dx, dxOffset + last));
    for (int i = 0; i < last; i += LANES) {
      tanhBackward(load(y, yOffset + i), load(dy, dyOffset + i), load(dx, dxOffset + i))
          .intoArray(dx, dxOffset + i);
    }
    lastDx.intoArray(dx, dxOffset + last);
  }

  @Override
  public void reluBackward(
      int length, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    int last = length - LANES;
    if (last < 0) {
      SHORT.reluBackward(length, y, yOffset, dy, dyOffset, dx, dxOffset);
      return;
    }
    ScalarActivationKernel.check(length, y, yOffset, dy, dyOffset, dx, dxOffset);
    FloatVector lastDx =
        reluBackward(load(y, yOffset + last), load(dy, dyOffset + last), load(dx, dxOffset + last));
    for (int i = 0; i < last; i += LANES) {
      reluBackward(load(y, yOffset + i), load(dy, dyOffset + i), load(dx, dxOffset + i))
          .intoArray(dx, dxOffset + i);
    }
    lastDx.intoArray(dx, dxOffset + last);
  }

  private static FloatVector load(float[] x, int offset) {
    return FloatVector.fromArray(SPECIES, x, offset);
  }

  private static FloatVector relu(FloatVector x) {
    return x.blend(0, x.compare(LE, 0));
  }

  private static FloatVector sigmoidBackward(FloatVector y, FloatVector dy, FloatVector dx) {
    return dy.fma(y.neg().fma(y, y), dx);
  }

  private static FloatVector tanhBackward(FloatVector y, FloatVector dy, FloatVector dx) {
    return dy.fma(y.neg().fma(y, FloatVector.broadcast(SPECIES, 1)), dx);
  }

  private static FloatVector reluBackward(FloatVector y, FloatVector dy, FloatVector dx) {
    return dx.blend(dx.add(dy), y.compare(GT, 0));
  }
}
