package dev.unroll.kernels.vector.recurrent;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/// Sums of the columns of a matrix, rows in order: each lane is one plain sum that begins with what is
/// there. Four rows are added at a time; sums that stayed in registers from row to row were boxed for
/// good where the compiler had inlined their loop into too large a caller.
final class ColumnSums {
  private ColumnSums() {}

  /// `sums[j] += Σ x[r, j]` over `rows` rows of `columns`, `stride` apart (negative for descending
  /// order), in the order in which they are met; and the same of `others`, which may be null.
  static void add(
      int rows,
      int columns,
      float[] x,
      int xAt,
      int stride,
      float[] sums,
      int sumsAt,
      float[] others,
      int othersAt) {
    int row = 0;
    for (; row + 3 < rows; row += 4) {
      four(columns, x, xAt + row * stride, stride, sums, sumsAt);
      if (others != null) {
        four(columns, x, xAt + row * stride, stride, others, othersAt);
      }
    }
    for (; row < rows; row++) {
      VectorRecurrentKernel.add(columns, x, xAt + row * stride, sums, sumsAt);
      if (others != null) {
        VectorRecurrentKernel.add(columns, x, xAt + row * stride, others, othersAt);
      }
    }
  }

  private static void four(int columns, float[] x, int at, int stride, float[] sums, int sumsAt) {
    int second = at + stride;
    int third = second + stride;
    int fourth = third + stride;
    int full = SPECIES.loopBound(columns);
    for (int j = 0; j < full; j += LANES) {
      FloatVector.fromArray(SPECIES, sums, sumsAt + j)
          .add(FloatVector.fromArray(SPECIES, x, at + j))
          .add(FloatVector.fromArray(SPECIES, x, second + j))
          .add(FloatVector.fromArray(SPECIES, x, third + j))
          .add(FloatVector.fromArray(SPECIES, x, fourth + j))
          .intoArray(sums, sumsAt + j);
    }
    for (int j = full; j < columns; j++) {
      sums[sumsAt + j] =
          sums[sumsAt + j] + x[at + j] + x[second + j] + x[third + j] + x[fourth + j];
    }
  }
}
