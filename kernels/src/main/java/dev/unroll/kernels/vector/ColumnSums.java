package dev.unroll.kernels.vector;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/// Sums of the columns of a matrix, rows in order: each lane is one plain sum that begins with what is
/// there. Four vectors of columns at a time stay in registers while the rows go by.
final class ColumnSums {
  private ColumnSums() {}

  /// `sums[j] += Σ x[r, j]` over `rows` rows of `columns`, `stride` apart (negative for descending
  /// order), in the order in which they are met.
  static void add(int rows, int columns, float[] x, int xAt, int stride, float[] sums, int sumsAt) {
    int j = 0;
    for (; j + 4 * LANES <= columns; j += 4 * LANES) {
      four(rows, x, xAt + j, stride, sums, sumsAt + j);
    }
    for (; j + LANES <= columns; j += LANES) {
      one(rows, x, xAt + j, stride, sums, sumsAt + j);
    }
    for (; j < columns; j++) {
      float sum = sums[sumsAt + j];
      for (int row = 0; row < rows; row++) {
        sum += x[xAt + j + row * stride];
      }
      sums[sumsAt + j] = sum;
    }
  }

  private static void four(int rows, float[] x, int xAt, int stride, float[] sums, int at) {
    FloatVector s0 = FloatVector.fromArray(SPECIES, sums, at);
    FloatVector s1 = FloatVector.fromArray(SPECIES, sums, at + LANES);
    FloatVector s2 = FloatVector.fromArray(SPECIES, sums, at + 2 * LANES);
    FloatVector s3 = FloatVector.fromArray(SPECIES, sums, at + 3 * LANES);
    for (int row = 0; row < rows; row++) {
      int from = xAt + row * stride;
      s0 = s0.add(FloatVector.fromArray(SPECIES, x, from));
      s1 = s1.add(FloatVector.fromArray(SPECIES, x, from + LANES));
      s2 = s2.add(FloatVector.fromArray(SPECIES, x, from + 2 * LANES));
      s3 = s3.add(FloatVector.fromArray(SPECIES, x, from + 3 * LANES));
    }
    s0.intoArray(sums, at);
    s1.intoArray(sums, at + LANES);
    s2.intoArray(sums, at + 2 * LANES);
    s3.intoArray(sums, at + 3 * LANES);
  }

  private static void one(int rows, float[] x, int xAt, int stride, float[] sums, int at) {
    FloatVector sum = FloatVector.fromArray(SPECIES, sums, at);
    for (int row = 0; row < rows; row++) {
      sum = sum.add(FloatVector.fromArray(SPECIES, x, xAt + row * stride));
    }
    sum.intoArray(sums, at);
  }
}
