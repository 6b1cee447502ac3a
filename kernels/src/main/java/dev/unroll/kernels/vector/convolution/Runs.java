package dev.unroll.kernels.vector.convolution;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;

/// Runs of a few numbers, for which calls of the JDK's would be most of the work.
final class Runs {
  private Runs() {}

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

  /// `to[i] = from[i]`, and up to a vector more behind the last.
  static void copy(int length, float[] from, int fromAt, float[] to, int toAt) {
    for (int i = 0; i < length; i += LANES) {
      FloatVector.fromArray(SPECIES, from, fromAt + i).intoArray(to, toAt + i);
    }
  }
}
