package dev.unroll.kernels.vector.convolution;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// Runs of a few numbers, for which calls of the JDK's, or loops over what is left behind the last whole vector, would be most of the work.
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
    if (full < length) {
      VectorMask<Float> rest = VectorMask.fromLong(SPECIES, (1L << length - full) - 1);
      FloatVector.fromArray(SPECIES, sum, sumAt + full, rest)
          .add(FloatVector.fromArray(SPECIES, addend, addendAt + full, rest))
          .intoArray(sum, sumAt + full, rest);
    }
  }

  /// `to[i] = from[i]`.
  static void copy(int length, float[] from, int fromAt, float[] to, int toAt) {
    int full = SPECIES.loopBound(length);
    for (int i = 0; i < full; i += LANES) {
      FloatVector.fromArray(SPECIES, from, fromAt + i).intoArray(to, toAt + i);
    }
    if (full < length) {
      VectorMask<Float> rest = VectorMask.fromLong(SPECIES, (1L << length - full) - 1);
      FloatVector.fromArray(SPECIES, from, fromAt + full, rest).intoArray(to, toAt + full, rest);
    }
  }
}
