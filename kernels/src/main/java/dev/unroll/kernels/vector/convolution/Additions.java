package dev.unroll.kernels.vector.convolution;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/// Short sums.
final class Additions {
  private Additions() {}

  /// `sum[i] += addend[i]`.
  static void add(int length, float[] addend, int addendAt, float[] sum, int sumAt) {
    int full = SPECIES.loopBound(length);
    for (int i = 0; i < full; i += LANES) {
      FloatVector.fromArray(SPECIES, sum, sumAt + i)
          .add(FloatVector.fromArray(SPECIES, addend, addendAt + i))
          .intoArray(sum, sumAt + i);
    }
    for (int i = full; i < length; i++) {
      sum[sumAt + i] += addend[addendAt + i];
    }
  }
}
