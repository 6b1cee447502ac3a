package dev.unroll.kernels.vector.math;

import static dev.unroll.kernels.shared.CanonicalSums.PARTIALS;
import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import dev.unroll.kernels.scalar.ScalarMath;
import dev.unroll.kernels.scalar.ScalarSoftmaxKernel;
import dev.unroll.kernels.shared.SoftmaxTemplate;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// [dev.unroll.kernels.SoftmaxKernel] on lanes. Rows of fewer than sixteen numbers are left to the scalar
/// kernel.
public final class VectorSoftmaxKernel extends SoftmaxTemplate {
  /// The kernel.
  public VectorSoftmaxKernel() {}

  private static final ScalarSoftmaxKernel SHORT = new ScalarSoftmaxKernel();

  /// From so many numbers on a row's maximum is worth a call.
  private static final int LONG = 256;

  @Override
  protected int scratchLength() {
    return 2 * ROWS * PARTIALS;
  }

  @Override
  protected void maxima(
      int rows,
      int length,
      float[] x,
      int xOffset,
      float[] scratch,
      int maximaOffset,
      int scratchOffset) {
    if (length < PARTIALS) {
      SHORT.maxima(rows, length, x, xOffset, scratch, maximaOffset, scratchOffset);
    } else if (length < LONG) {
      VectorSums.maxima(rows, length, x, xOffset, scratch, maximaOffset, scratchOffset);
    } else {
      for (int m = 0; m < rows; m++) {
        scratch[maximaOffset + m] = VectorSums.maximum(length, x, xOffset + m * length);
      }
    }
  }

  @Override
  protected void exponentials(
      int rows,
      int length,
      float[] x,
      int xOffset,
      float[] p,
      int pOffset,
      float[] scratch,
      int maximaOffset,
      int sumsOffset,
      int scratchOffset) {
    if (length < PARTIALS) {
      SHORT.exponentials(
          rows, length, x, xOffset, p, pOffset, scratch, maximaOffset, sumsOffset, scratchOffset);
      return;
    }
    int tail = length % PARTIALS;
    int full = length - tail;
    int tails = scratchOffset + rows * PARTIALS;
    // 1. partial sums begin with the numbers past the last full sixteen
    Arrays.fill(scratch, scratchOffset, tails, 0);
    if (tail > 0) {
      for (int m = 0; m < rows; m++) {
        for (int i = 0; i < tail; i++) {
          float v = x[xOffset + m * length + full + i];
          scratch[tails + m * tail + i] = v - scratch[maximaOffset + m];
        }
      }
      Activations.expOfNegative(rows * tail, scratch, tails, scratch, tails);
      for (int m = 0; m < rows; m++) {
        for (int i = 0; i < tail; i++) {
          float e = scratch[tails + m * tail + i];
          scratch[scratchOffset + (m + 1) * PARTIALS - tail + i] = e;
          p[pOffset + m * length + full + i] = e;
        }
      }
    }
    // 2. the full sixteens
    VectorMath.expBelow(
        rows,
        full,
        x,
        xOffset,
        length,
        scratch,
        maximaOffset,
        p,
        pOffset,
        length,
        scratch,
        scratchOffset);
    VectorSums.trees(rows, scratch, scratchOffset, scratch, sumsOffset);
  }

  @Override
  protected void logarithms(int length, float[] x, int xOffset) {
    int full = SPECIES.loopBound(length);
    VectorMath.log(full, x, xOffset, x, xOffset);
    for (int i = xOffset + full; i < xOffset + length; i++) {
      x[i] = ScalarMath.log(x[i]);
    }
  }

  @Override
  protected void scaleRows(
      int rows, int length, float[] factors, int factorsOffset, float[] p, int pOffset) {
    if (length < LANES) {
      SHORT.scaleRows(rows, length, factors, factorsOffset, p, pOffset);
      return;
    }
    for (int m = 0; m < rows; m++) {
      scaleRow(length, factors[factorsOffset + m], p, pOffset + m * length);
    }
  }

  /// The last vector ends where the row ends, and is read before the one before it is written.
  private static void scaleRow(int length, float factor, float[] p, int pAt) {
    int last = length - LANES;
    FloatVector lastP = FloatVector.fromArray(SPECIES, p, pAt + last).mul(factor);
    for (int v = 0; v < last; v += LANES) {
      FloatVector.fromArray(SPECIES, p, pAt + v).mul(factor).intoArray(p, pAt + v);
    }
    lastP.intoArray(p, pAt + last);
  }

  @Override
  protected void scale(int length, float factor, float[] x, int xOffset, float[] y, int yOffset) {
    int full = SPECIES.loopBound(length);
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector factors = FloatVector.broadcast(SPECIES, factor);
    for (int v = 0; v < full; v += LANES) {
      FloatVector.fromArray(SPECIES, x, xOffset + v).fma(factors, zero).intoArray(y, yOffset + v);
    }
    SHORT.scale(length - full, factor, x, xOffset + full, y, yOffset + full);
  }

  @Override
  protected void addScaled(
      int length, float factor, float[] x, int xOffset, float[] y, int yOffset) {
    int full = SPECIES.loopBound(length);
    FloatVector factors = FloatVector.broadcast(SPECIES, factor);
    for (int v = 0; v < full; v += LANES) {
      FloatVector.fromArray(SPECIES, x, xOffset + v)
          .fma(factors, FloatVector.fromArray(SPECIES, y, yOffset + v))
          .intoArray(y, yOffset + v);
    }
    SHORT.addScaled(length - full, factor, x, xOffset + full, y, yOffset + full);
  }
}
