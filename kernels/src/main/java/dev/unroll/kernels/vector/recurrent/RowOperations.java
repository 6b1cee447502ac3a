package dev.unroll.kernels.vector.recurrent;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.GT;

import jdk.incubator.vector.FloatVector;

/// Element-wise operations on rows, of which the rarer cells make up their equations: each reads and writes a row that is in L1
/// once more than a loop of the cell's own would. Results may replace operands.
final class RowOperations {
  private RowOperations() {}

  /// `y = a ⊙ b`.
  static void multiply(int length, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    int full = SPECIES.loopBound(length);
    for (int i = 0; i < full; i += LANES) {
      FloatVector.fromArray(SPECIES, a, aAt + i)
          .mul(FloatVector.fromArray(SPECIES, b, bAt + i))
          .intoArray(y, yAt + i);
    }
    for (int i = full; i < length; i++) {
      y[yAt + i] = a[aAt + i] * b[bAt + i];
    }
  }

  /// `y = a ⊙ b + y`, rounded once.
  static void fma(int length, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    int full = SPECIES.loopBound(length);
    for (int i = 0; i < full; i += LANES) {
      FloatVector.fromArray(SPECIES, a, aAt + i)
          .fma(
              FloatVector.fromArray(SPECIES, b, bAt + i),
              FloatVector.fromArray(SPECIES, y, yAt + i))
          .intoArray(y, yAt + i);
    }
    for (int i = full; i < length; i++) {
      y[yAt + i] = Math.fma(a[aAt + i], b[bAt + i], y[yAt + i]);
    }
  }

  /// `c' = f ⊙ c + i ⊙ g`, the product with g rounded before.
  static void cellState(
      int length, float[] gates, int at, int hidden, float[] c, int cFrom, int cTo) {
    int full = SPECIES.loopBound(length);
    for (int i = 0; i < full; i += LANES) {
      FloatVector added =
          FloatVector.fromArray(SPECIES, gates, at + i)
              .mul(FloatVector.fromArray(SPECIES, gates, at + 2 * hidden + i));
      FloatVector.fromArray(SPECIES, gates, at + hidden + i)
          .fma(FloatVector.fromArray(SPECIES, c, cFrom + i), added)
          .intoArray(c, cTo + i);
    }
    for (int i = full; i < length; i++) {
      float added = gates[at + i] * gates[at + 2 * hidden + i];
      c[cTo + i] = Math.fma(gates[at + hidden + i], c[cFrom + i], added);
    }
  }

  /// `h' = h + u ⊙ (n − h)`.
  static void interpolate(
      int length, float[] u, int uAt, float[] n, int nAt, float[] h, int hFrom, int hTo) {
    int full = SPECIES.loopBound(length);
    for (int i = 0; i < full; i += LANES) {
      FloatVector old = FloatVector.fromArray(SPECIES, h, hFrom + i);
      FloatVector.fromArray(SPECIES, u, uAt + i)
          .fma(FloatVector.fromArray(SPECIES, n, nAt + i).sub(old), old)
          .intoArray(h, hTo + i);
    }
    for (int i = full; i < length; i++) {
      float old = h[hFrom + i];
      h[hTo + i] = Math.fma(u[uAt + i], n[nAt + i] - old, old);
    }
  }

  /// `y = d ⊙ (a − b)`.
  static void multiplyDifference(
      int length, float[] d, int dAt, float[] a, int aAt, float[] b, int bAt, float[] y, int yAt) {
    int full = SPECIES.loopBound(length);
    for (int i = 0; i < full; i += LANES) {
      FloatVector.fromArray(SPECIES, d, dAt + i)
          .mul(
              FloatVector.fromArray(SPECIES, a, aAt + i)
                  .sub(FloatVector.fromArray(SPECIES, b, bAt + i)))
          .intoArray(y, yAt + i);
    }
    for (int i = full; i < length; i++) {
      y[yAt + i] = d[dAt + i] * (a[aAt + i] - b[bAt + i]);
    }
  }

  /// `y = y ⊙ (1 − u)`.
  static void multiplyRest(int length, float[] u, int uAt, float[] y, int yAt) {
    int full = SPECIES.loopBound(length);
    for (int i = 0; i < full; i += LANES) {
      FloatVector.fromArray(SPECIES, y, yAt + i)
          .mul(FloatVector.broadcast(SPECIES, 1f).sub(FloatVector.fromArray(SPECIES, u, uAt + i)))
          .intoArray(y, yAt + i);
    }
    for (int i = full; i < length; i++) {
      y[yAt + i] = y[yAt + i] * (1f - u[uAt + i]);
    }
  }

  /// `y = y ⊙ s ⊙ (1 − s)`, the last product first.
  static void multiplySigmoidSlope(int length, float[] s, int sAt, float[] y, int yAt) {
    int full = SPECIES.loopBound(length);
    for (int i = 0; i < full; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, s, sAt + i);
      FloatVector.fromArray(SPECIES, y, yAt + i)
          .mul(v.mul(FloatVector.broadcast(SPECIES, 1f).sub(v)))
          .intoArray(y, yAt + i);
    }
    for (int i = full; i < length; i++) {
      float v = s[sAt + i];
      y[yAt + i] = y[yAt + i] * (v * (1f - v));
    }
  }

  /// `y = 1 − t²`.
  static void tanhSlope(int length, float[] t, int tAt, float[] y, int yAt) {
    int full = SPECIES.loopBound(length);
    for (int i = 0; i < full; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, t, tAt + i);
      v.neg().fma(v, FloatVector.broadcast(SPECIES, 1f)).intoArray(y, yAt + i);
    }
    for (int i = full; i < length; i++) {
      y[yAt + i] = Math.fma(-t[tAt + i], t[tAt + i], 1f);
    }
  }

  /// `y = 1` where t is above 0, else 0.
  static void reluSlope(int length, float[] t, int tAt, float[] y, int yAt) {
    int full = SPECIES.loopBound(length);
    for (int i = 0; i < full; i += LANES) {
      FloatVector v = FloatVector.fromArray(SPECIES, t, tAt + i);
      FloatVector.zero(SPECIES).blend(1f, v.compare(GT, 0f)).intoArray(y, yAt + i);
    }
    for (int i = full; i < length; i++) {
      y[yAt + i] = t[tAt + i] > 0f ? 1f : 0f;
    }
  }
}
