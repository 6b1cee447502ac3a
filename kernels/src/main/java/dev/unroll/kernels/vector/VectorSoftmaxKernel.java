package dev.unroll.kernels.vector;

import static dev.unroll.kernels.scalar.ScalarSums.PARTIALS;
import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import dev.unroll.kernels.scalar.ScalarMath;
import dev.unroll.kernels.scalar.ScalarSoftmaxKernel;
import dev.unroll.kernels.scalar.SoftmaxRows;
import jdk.incubator.vector.FloatVector;

/// [dev.unroll.kernels.SoftmaxKernel] on lanes. A row's last vector ends where the row ends and may
/// overlap the one before it, as in [Activations]; rows shorter than a vector are left to the scalar
/// kernel.
final class VectorSoftmaxKernel extends SoftmaxRows {
  private static final ScalarSoftmaxKernel SHORT = new ScalarSoftmaxKernel();

  @Override
  protected float maximum(int length, float[] x, int xOffset) {
    return length < LANES
        ? SHORT.maximum(length, x, xOffset)
        : VectorSums.maximum(length, x, xOffset);
  }

  @Override
  protected void subtract(
      int length, float maximum, float[] x, int xOffset, float[] p, int pOffset) {
    int last = length - LANES;
    if (last < 0) {
      SHORT.subtract(length, maximum, x, xOffset, p, pOffset);
      return;
    }
    FloatVector lastP = FloatVector.fromArray(SPECIES, x, xOffset + last).sub(maximum);
    for (int v = 0; v < last; v += LANES) {
      FloatVector.fromArray(SPECIES, x, xOffset + v).sub(maximum).intoArray(p, pOffset + v);
    }
    lastP.intoArray(p, pOffset + last);
  }

  @Override
  protected void exponentials(int length, float[] p, int pOffset) {
    Activations.expOfNegative(length, p, pOffset, p, pOffset);
  }

  @Override
  protected float sum(int length, float[] p, int pOffset) {
    return VectorSums.sum(length, p, pOffset);
  }

  @Override
  protected float exponentialsOfRow(
      int length, float maximum, float[] x, int xOffset, float[] p, int pOffset) {
    int tail = length % PARTIALS;
    for (int v = length - tail; v < length; v++) {
      p[pOffset + v] = ScalarMath.expOfNegative(x[xOffset + v] - maximum);
    }
    return VectorMath.expBelow(maximum, length - tail, tail, x, xOffset, p, pOffset);
  }

  @Override
  protected void scale(int length, float factor, float[] p, int pOffset) {
    int last = length - LANES;
    if (last < 0) {
      SHORT.scale(length, factor, p, pOffset);
      return;
    }
    FloatVector lastP = FloatVector.fromArray(SPECIES, p, pOffset + last).mul(factor);
    for (int v = 0; v < last; v += LANES) {
      FloatVector.fromArray(SPECIES, p, pOffset + v).mul(factor).intoArray(p, pOffset + v);
    }
    lastP.intoArray(p, pOffset + last);
  }

  @Override
  protected void addScaled(
      int length, float factor, float[] x, int xOffset, float[] y, int yOffset) {
    int last = length - LANES;
    if (last < 0) {
      SHORT.addScaled(length, factor, x, xOffset, y, yOffset);
      return;
    }
    FloatVector factors = FloatVector.broadcast(SPECIES, factor);
    FloatVector lastY =
        FloatVector.fromArray(SPECIES, x, xOffset + last)
            .fma(factors, FloatVector.fromArray(SPECIES, y, yOffset + last));
    for (int v = 0; v < last; v += LANES) {
      FloatVector.fromArray(SPECIES, x, xOffset + v)
          .fma(factors, FloatVector.fromArray(SPECIES, y, yOffset + v))
          .intoArray(y, yOffset + v);
    }
    lastY.intoArray(y, yOffset + last);
  }
}
