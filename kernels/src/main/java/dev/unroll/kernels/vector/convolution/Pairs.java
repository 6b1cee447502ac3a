package dev.unroll.kernels.vector.convolution;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/// Numbers at even places and those at odd ones.
final class Pairs {
  /// The even lanes of two vectors side by side: index i ≥ L stands for lane i − L of the second.
  private static final VectorShuffle<Float> EVEN = VectorShuffle.iota(SPECIES, 0, 2, true);

  private static final VectorShuffle<Float> ODD = VectorShuffle.iota(SPECIES, 1, 2, true);

  /// Brings lanes of the lower half, or of the upper one, to where they stand among others.
  private static final VectorShuffle<Float> LOWER = VectorShuffle.fromOp(SPECIES, i -> i / 2);

  private static final VectorShuffle<Float> UPPER =
      VectorShuffle.fromOp(SPECIES, i -> LANES / 2 + i / 2);

  private static final VectorMask<Float> FIRST_HALF =
      VectorMask.fromLong(SPECIES, (1L << LANES / 2) - 1);

  private static final VectorMask<Float> ODD_LANES =
      VectorMask.fromLong(SPECIES, 0xAAAA_AAAA_AAAA_AAAAL >>> 64 - LANES);

  private Pairs() {}

  /// `even[i] = x[2i]`, `odd[i] = x[2i + 1]` of `length` numbers `x`.
  static void apart(int length, float[] x, int at, float[] to, int even, int odd) {
    int i = 0;
    for (; 2 * i + 2 * LANES <= length; i += LANES) {
      FloatVector low = FloatVector.fromArray(SPECIES, x, at + 2 * i);
      FloatVector high = FloatVector.fromArray(SPECIES, x, at + 2 * i + LANES);
      high.rearrange(EVEN).blend(low.rearrange(EVEN), FIRST_HALF).intoArray(to, even + i);
      high.rearrange(ODD).blend(low.rearrange(ODD), FIRST_HALF).intoArray(to, odd + i);
    }
    for (; 2 * i < length; i++) {
      to[even + i] = x[at + 2 * i];
      if (2 * i + 1 < length) {
        to[odd + i] = x[at + 2 * i + 1];
      }
    }
  }

  /// `y[2i] += even[i]`, `y[2i + 1] += odd[i]` of `length` numbers `y`.
  static void add(int length, float[] from, int even, int odd, float[] y, int at) {
    int i = 0;
    for (; 2 * i + 2 * LANES <= length; i += LANES) {
      FloatVector e = FloatVector.fromArray(SPECIES, from, even + i);
      FloatVector o = FloatVector.fromArray(SPECIES, from, odd + i);
      FloatVector low = e.rearrange(LOWER).blend(o.rearrange(LOWER), ODD_LANES);
      FloatVector high = e.rearrange(UPPER).blend(o.rearrange(UPPER), ODD_LANES);
      int to = at + 2 * i;
      FloatVector.fromArray(SPECIES, y, to).add(low).intoArray(y, to);
      FloatVector.fromArray(SPECIES, y, to + LANES).add(high).intoArray(y, to + LANES);
    }
    for (; 2 * i < length; i++) {
      y[at + 2 * i] += from[even + i];
      if (2 * i + 1 < length) {
        y[at + 2 * i + 1] += from[odd + i];
      }
    }
  }
}
