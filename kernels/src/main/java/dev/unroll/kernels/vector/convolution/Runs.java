package dev.unroll.kernels.vector.convolution;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// Runs of a few numbers, for which calls of the JDK's, or loops over what is left behind the last whole vector, would be most of the work.
final class Runs {
  private Runs() {}

  /// Adds to rows of `length` numbers each, one behind the other: `sum[i] += addend[at + rows[row] + i]`.
  static void add(
      int count, int length, float[] addend, int at, int[] rows, float[] sum, int sumAt) {
    int full = SPECIES.loopBound(length);
    VectorMask<Float> rest = VectorMask.fromLong(SPECIES, (1L << length - full) - 1);
    for (int row = 0; row < count; row++) {
      int from = at + rows[row];
      int to = sumAt + row * length;
      for (int end = to + full; to < end; to += LANES) {
        FloatVector.fromArray(SPECIES, sum, to)
            .add(FloatVector.fromArray(SPECIES, addend, from))
            .intoArray(sum, to);
        from += LANES;
      }
      if (full < length) {
        FloatVector.fromArray(SPECIES, sum, to, rest)
            .add(FloatVector.fromArray(SPECIES, addend, from, rest))
            .intoArray(sum, to, rest);
      }
    }
  }

  /// Copies rows of `length` numbers each, one behind the other: `to[at + rows[row] + i] = from[i]`.
  static void copy(
      int count, int length, float[] from, int fromAt, float[] to, int at, int[] rows) {
    int full = SPECIES.loopBound(length);
    VectorMask<Float> rest = VectorMask.fromLong(SPECIES, (1L << length - full) - 1);
    for (int row = 0; row < count; row++) {
      int source = fromAt + row * length;
      int target = at + rows[row];
      for (int end = source + full; source < end; source += LANES) {
        FloatVector.fromArray(SPECIES, from, source).intoArray(to, target);
        target += LANES;
      }
      if (full < length) {
        FloatVector.fromArray(SPECIES, from, source, rest).intoArray(to, target, rest);
      }
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
