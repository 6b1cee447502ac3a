package dev.unroll.kernels.vector.math;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.GT;

import dev.unroll.kernels.ActivationKernel;
import jdk.incubator.vector.FloatVector;

/// [ActivationKernel] on lanes.
public final class VectorActivationKernel implements ActivationKernel {
  /// The kernel.
  public VectorActivationKernel() {}

  @Override
  public void exp(int length, float[] x, int xOffset, float[] y, int yOffset) {
    Activations.exp(length, x, xOffset, y, yOffset);
  }

  @Override
  public void sigmoid(int length, float[] x, int xOffset, float[] y, int yOffset) {
    Activations.sigmoid(length, x, xOffset, y, yOffset);
  }

  @Override
  public void tanh(int length, float[] x, int xOffset, float[] y, int yOffset) {
    Activations.tanh(length, x, xOffset, y, yOffset);
  }

  @Override
  public void relu(int length, float[] x, int xOffset, float[] y, int yOffset) {
    Activations.relu(length, x, xOffset, y, yOffset);
  }

  @Override
  public void sigmoidBackward(
      int length, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    int full = SPECIES.loopBound(length);
    for (int i = 0; i < full; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, y, yOffset + i);
      FloatVector slope = v.neg().fma(v, v);
      FloatVector.fromArray(SPECIES, dy, dyOffset + i)
          .fma(slope, FloatVector.fromArray(SPECIES, dx, dxOffset + i))
          .intoArray(dx, dxOffset + i);
    }
    for (int i = full; i < length; i++) {
      float v = y[yOffset + i];
      dx[dxOffset + i] = Math.fma(dy[dyOffset + i], Math.fma(-v, v, v), dx[dxOffset + i]);
    }
  }

  @Override
  public void tanhBackward(
      int length, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    int full = SPECIES.loopBound(length);
    for (int i = 0; i < full; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, y, yOffset + i);
      FloatVector slope = v.neg().fma(v, FloatVector.broadcast(SPECIES, 1));
      FloatVector.fromArray(SPECIES, dy, dyOffset + i)
          .fma(slope, FloatVector.fromArray(SPECIES, dx, dxOffset + i))
          .intoArray(dx, dxOffset + i);
    }
    for (int i = full; i < length; i++) {
      float v = y[yOffset + i];
      dx[dxOffset + i] = Math.fma(dy[dyOffset + i], Math.fma(-v, v, 1), dx[dxOffset + i]);
    }
  }

  @Override
  public void reluBackward(
      int length, float[] y, int yOffset, float[] dy, int dyOffset, float[] dx, int dxOffset) {
    int full = SPECIES.loopBound(length);
    for (int i = 0; i < full; i += LANES) {
      FloatVector before = FloatVector.fromArray(SPECIES, dx, dxOffset + i);
      FloatVector after = before.add(FloatVector.fromArray(SPECIES, dy, dyOffset + i));
      before
          .blend(after, FloatVector.fromArray(SPECIES, y, yOffset + i).compare(GT, 0))
          .intoArray(dx, dxOffset + i);
    }
    for (int i = full; i < length; i++) {
      if (y[yOffset + i] > 0) {
        dx[dxOffset + i] += dy[dyOffset + i];
      }
    }
  }
}
