package dev.unroll.kernels.vector.math;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.LE;

import dev.unroll.kernels.scalar.ScalarMath;
import jdk.incubator.vector.FloatVector;

/// The activations over ranges of arrays of any length, `y[i] = φ(x[i])`; `y` may be `x` at the same
/// place.
///
/// Ranges shorter than a vector go number by number; so does, for exp in place, what does not fill one.
public final class Activations {
  private Activations() {}

  static void exp(int length, float[] x, int xAt, float[] y, int yAt) {
    int full = SPECIES.loopBound(length);
    VectorMath.exp(full, x, xAt, y, yAt);
    if (length > full && full > 0 && x != y) {
      int last = length - LANES; // a vector that overlaps the one before it
      VectorMath.exp(LANES, x, xAt + last, y, yAt + last);
      return;
    }
    for (int i = full; i < length; i++) {
      y[yAt + i] = ScalarMath.exp(x[xAt + i]);
    }
  }

  /// eˣ for x ≤ 0.
  static void expOfNegative(int length, float[] x, int xAt, float[] y, int yAt) {
    if (length >= LANES) {
      VectorMath.expOfNegative(length, x, xAt, y, yAt);
      return;
    }
    for (int i = 0; i < length; i++) {
      y[yAt + i] = ScalarMath.expOfNegative(x[xAt + i]);
    }
  }

  public static void sigmoid(int length, float[] x, int xAt, float[] y, int yAt) {
    if (length >= LANES) {
      VectorMath.sigmoid(1, length, x, xAt, 0, y, yAt, 0);
      return;
    }
    for (int i = 0; i < length; i++) {
      y[yAt + i] = ScalarMath.sigmoid(x[xAt + i]);
    }
  }

  /// Rows of `length`, a stride apart.
  public static void sigmoid(
      int rows, int length, float[] x, int xAt, int xStride, float[] y, int yAt, int yStride) {
    if (length >= LANES && rows > 0) {
      VectorMath.sigmoid(rows, length, x, xAt, xStride, y, yAt, yStride);
      return;
    }
    for (int row = 0; row < rows; row++) {
      sigmoid(length, x, xAt + row * xStride, y, yAt + row * yStride);
    }
  }

  public static void tanh(int length, float[] x, int xAt, float[] y, int yAt) {
    if (length >= LANES) {
      VectorMath.tanh(1, length, x, xAt, 0, y, yAt, 0);
      return;
    }
    for (int i = 0; i < length; i++) {
      y[yAt + i] = ScalarMath.tanh(x[xAt + i]);
    }
  }

  /// Rows of `length`, a stride apart.
  public static void tanh(
      int rows, int length, float[] x, int xAt, int xStride, float[] y, int yAt, int yStride) {
    if (length >= LANES && rows > 0) {
      VectorMath.tanh(rows, length, x, xAt, xStride, y, yAt, yStride);
      return;
    }
    for (int row = 0; row < rows; row++) {
      tanh(length, x, xAt + row * xStride, y, yAt + row * yStride);
    }
  }

  public static void relu(int length, float[] x, int xAt, float[] y, int yAt) {
    int full = SPECIES.loopBound(length);
    for (int i = 0; i < full; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, xAt + i);
      v.blend(0, v.compare(LE, 0)).intoArray(y, yAt + i); // a NaN is not ≤ 0
    }
    for (int i = full; i < length; i++) {
      float v = x[xAt + i];
      y[yAt + i] = v <= 0 ? 0 : v;
    }
  }
}
