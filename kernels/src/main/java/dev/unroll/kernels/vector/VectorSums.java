package dev.unroll.kernels.vector;

import static dev.unroll.kernels.scalar.ScalarSums.PARTIALS;
import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/// Lanes to one number: the tree of [dev.unroll.kernels.scalar.ScalarSums], and the maximum. The
/// sixteen partial sums are `16 / L` vectors: one, two or four.
final class VectorSums {
  private static final VectorShuffle<Float> ROTATE_1 = rotation(1);
  private static final VectorShuffle<Float> ROTATE_2 = rotation(2);
  private static final VectorShuffle<Float> ROTATE_4 = rotation(4);
  private static final VectorShuffle<Float> ROTATE_8 = rotation(8);

  private VectorSums() {}

  /// The sum of the partial sums: `s0` holds the first L of them, `s1` the next, and so on; with
  /// fewer than four vectors the others are ignored.
  static float tree(FloatVector s0, FloatVector s1, FloatVector s2, FloatVector s3) {
    FloatVector s =
        switch (PARTIALS / LANES) {
          case 1 -> s0;
          case 2 -> s0.add(s1);
          default -> s0.add(s2).add(s1.add(s3));
        };
    if (LANES == 16) {
      s = s.add(s.rearrange(ROTATE_8));
    }
    if (LANES >= 8) {
      s = s.add(s.rearrange(ROTATE_4));
    }
    s = s.add(s.rearrange(ROTATE_2));
    return s.lane(0) + s.lane(1);
  }

  /// The greatest lane.
  static float maximum(FloatVector x) {
    FloatVector m = x;
    if (LANES == 16) {
      m = greater(m, m.rearrange(ROTATE_8));
    }
    if (LANES >= 8) {
      m = greater(m, m.rearrange(ROTATE_4));
    }
    m = greater(m, m.rearrange(ROTATE_2));
    m = greater(m, m.rearrange(ROTATE_1));
    return m.lane(0);
  }

  /// The greater of two numbers in each lane; `m` where `x` is NaN.
  static FloatVector greater(FloatVector m, FloatVector x) {
    return m.blend(x, x.compare(GT, m));
  }

  /// The lanes from `first` on.
  static VectorMask<Float> from(int first) {
    return FloatVector.zero(SPECIES).addIndex(1).compare(GE, first);
  }

  private static VectorShuffle<Float> rotation(int distance) {
    return VectorShuffle.iota(SPECIES, distance, 1, true);
  }
}
