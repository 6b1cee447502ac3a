package dev.unroll.kernels.vector.math;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import dev.unroll.kernels.scalar.ScalarLayerNormKernel;
import dev.unroll.kernels.shared.LayerNormTemplate;
import jdk.incubator.vector.FloatVector;

/// [dev.unroll.kernels.LayerNormKernel] on lanes; the end of a row past the last whole vector is left to
/// the scalar kernel.
public final class VectorLayerNormKernel extends LayerNormTemplate {
  private static final ScalarLayerNormKernel REST = new ScalarLayerNormKernel();

  public VectorLayerNormKernel() {
    super(new VectorReductionKernel());
  }

  @Override
  protected void subtract(
      int length, float constant, float[] x, int xOffset, float[] y, int yOffset) {
    int end = SPECIES.loopBound(length);
    for (int i = 0; i < end; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xOffset + i).sub(constant).intoArray(y, yOffset + i);
    }
    REST.subtract(length - end, constant, x, xOffset + end, y, yOffset + end);
  }

  @Override
  protected void scale(int length, float factor, float[] x, int xOffset, float[] y, int yOffset) {
    int end = SPECIES.loopBound(length);
    for (int i = 0; i < end; i += LANES) {
      FloatVector.fromArray(SPECIES, x, xOffset + i).mul(factor).intoArray(y, yOffset + i);
    }
    REST.scale(length - end, factor, x, xOffset + end, y, yOffset + end);
  }

  @Override
  protected void scaleAndShift(
      int length,
      float factor,
      float[] z,
      int zOffset,
      float[] weight,
      int weightOffset,
      float[] bias,
      int biasOffset,
      float[] y,
      int yOffset) {
    int end = SPECIES.loopBound(length);
    for (int i = 0; i < end; i += LANES) {
      FloatVector normalized = FloatVector.fromArray(SPECIES, z, zOffset + i).mul(factor);
      normalized.intoArray(z, zOffset + i);
      normalized
          .fma(
              FloatVector.fromArray(SPECIES, weight, weightOffset + i),
              FloatVector.fromArray(SPECIES, bias, biasOffset + i))
          .intoArray(y, yOffset + i);
    }
    REST.scaleAndShift(
        length - end,
        factor,
        z,
        zOffset + end,
        weight,
        weightOffset + end,
        bias,
        biasOffset + end,
        y,
        yOffset + end);
  }

  @Override
  protected void multiply(
      int length, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
    int end = SPECIES.loopBound(length);
    for (int i = 0; i < end; i += LANES) {
      FloatVector.fromArray(SPECIES, a, aOffset + i)
          .mul(FloatVector.fromArray(SPECIES, b, bOffset + i))
          .intoArray(y, yOffset + i);
    }
    REST.multiply(length - end, a, aOffset + end, b, bOffset + end, y, yOffset + end);
  }

  @Override
  protected void multiplyAdd(
      int length, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
    int end = SPECIES.loopBound(length);
    for (int i = 0; i < end; i += LANES) {
      FloatVector.fromArray(SPECIES, a, aOffset + i)
          .fma(
              FloatVector.fromArray(SPECIES, b, bOffset + i),
              FloatVector.fromArray(SPECIES, y, yOffset + i))
          .intoArray(y, yOffset + i);
    }
    REST.multiplyAdd(length - end, a, aOffset + end, b, bOffset + end, y, yOffset + end);
  }

  @Override
  protected void add(int length, float[] x, int xOffset, float[] y, int yOffset) {
    int end = SPECIES.loopBound(length);
    for (int i = 0; i < end; i += LANES) {
      FloatVector.fromArray(SPECIES, y, yOffset + i)
          .add(FloatVector.fromArray(SPECIES, x, xOffset + i))
          .intoArray(y, yOffset + i);
    }
    REST.add(length - end, x, xOffset + end, y, yOffset + end);
  }

  @Override
  protected void addGradient(
      int length,
      float s,
      float mean,
      float projection,
      float[] dz,
      int dzOffset,
      float[] z,
      int zOffset,
      float[] dx,
      int dxOffset) {
    int end = SPECIES.loopBound(length);
    FloatVector minus = FloatVector.broadcast(SPECIES, -projection);
    for (int i = 0; i < end; i += LANES) {
      FloatVector share =
          FloatVector.fromArray(SPECIES, z, zOffset + i)
              .fma(minus, FloatVector.fromArray(SPECIES, dz, dzOffset + i).sub(mean));
      share
          .fma(FloatVector.broadcast(SPECIES, s), FloatVector.fromArray(SPECIES, dx, dxOffset + i))
          .intoArray(dx, dxOffset + i);
    }
    REST.addGradient(
        length - end,
        s,
        mean,
        projection,
        dz,
        dzOffset + end,
        z,
        zOffset + end,
        dx,
        dxOffset + end);
  }
}
