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

  /// Takes rows of `length` numbers `x` each apart: `to[at + rows[row] + even + i] = x[2i]`, `to[at + rows[row] + odd + i] = x[2i + 1]`.
  static void apart(
      int count,
      int length,
      float[] x,
      int xAt,
      float[] to,
      int at,
      int[] rows,
      int even,
      int odd) {
    int full = length / (2 * LANES) * 2 * LANES;
    int rest = length - full;
    VectorMask<Float> inLow = VectorMask.fromLong(SPECIES, first(rest));
    VectorMask<Float> inHigh = VectorMask.fromLong(SPECIES, first(rest - LANES));
    VectorMask<Float> evens = VectorMask.fromLong(SPECIES, first((rest + 1) / 2));
    VectorMask<Float> odds = VectorMask.fromLong(SPECIES, first(rest / 2));
    for (int row = 0; row < count; row++) {
      int from = xAt + row * length;
      int e = at + rows[row] + even;
      int o = at + rows[row] + odd;
      for (int end = from + full; from < end; from += 2 * LANES) {
        FloatVector low = FloatVector.fromArray(SPECIES, x, from);
        FloatVector high = FloatVector.fromArray(SPECIES, x, from + LANES);
        high.rearrange(EVEN).blend(low.rearrange(EVEN), FIRST_HALF).intoArray(to, e);
        high.rearrange(ODD).blend(low.rearrange(ODD), FIRST_HALF).intoArray(to, o);
        e += LANES;
        o += LANES;
      }
      if (rest > 0) {
        FloatVector low = FloatVector.fromArray(SPECIES, x, from, inLow);
        FloatVector high = low;
        if (rest > LANES) {
          high = FloatVector.fromArray(SPECIES, x, from + LANES, inHigh);
        }
        high.rearrange(EVEN).blend(low.rearrange(EVEN), FIRST_HALF).intoArray(to, e, evens);
        high.rearrange(ODD).blend(low.rearrange(ODD), FIRST_HALF).intoArray(to, o, odds);
      }
    }
  }

  /// A bit for each of the first lanes, of which there may be fewer than none or more than all.
  private static long first(int lanes) {
    return (1L << Math.clamp(lanes, 0, LANES)) - 1;
  }

  /// The reverse, of sums: `y[2i] += from[at + rows[row] + even + i]`, `y[2i + 1] += from[at + rows[row] + odd + i]`.
  static void add(
      int count,
      int length,
      float[] from,
      int at,
      int[] rows,
      int even,
      int odd,
      float[] y,
      int yAt) {
    int full = length / (2 * LANES) * 2 * LANES;
    int rest = length - full;
    VectorMask<Float> inLow = VectorMask.fromLong(SPECIES, first(rest));
    VectorMask<Float> inHigh = VectorMask.fromLong(SPECIES, first(rest - LANES));
    VectorMask<Float> evens = VectorMask.fromLong(SPECIES, first((rest + 1) / 2));
    VectorMask<Float> odds = VectorMask.fromLong(SPECIES, first(rest / 2));
    for (int row = 0; row < count; row++) {
      int to = yAt + row * length;
      int e = at + rows[row] + even;
      int o = at + rows[row] + odd;
      for (int end = to + full; to < end; to += 2 * LANES) {
        FloatVector even0 = FloatVector.fromArray(SPECIES, from, e);
        FloatVector odd0 = FloatVector.fromArray(SPECIES, from, o);
        FloatVector low = even0.rearrange(LOWER).blend(odd0.rearrange(LOWER), ODD_LANES);
        FloatVector high = even0.rearrange(UPPER).blend(odd0.rearrange(UPPER), ODD_LANES);
        FloatVector.fromArray(SPECIES, y, to).add(low).intoArray(y, to);
        FloatVector.fromArray(SPECIES, y, to + LANES).add(high).intoArray(y, to + LANES);
        e += LANES;
        o += LANES;
      }
      if (rest > 0) {
        FloatVector even0 = FloatVector.fromArray(SPECIES, from, e, evens);
        FloatVector odd0 = FloatVector.fromArray(SPECIES, from, o, odds);
        FloatVector low = even0.rearrange(LOWER).blend(odd0.rearrange(LOWER), ODD_LANES);
        FloatVector.fromArray(SPECIES, y, to, inLow).add(low).intoArray(y, to, inLow);
        if (rest > LANES) {
          FloatVector high = even0.rearrange(UPPER).blend(odd0.rearrange(UPPER), ODD_LANES);
          to += LANES;
          FloatVector.fromArray(SPECIES, y, to, inHigh).add(high).intoArray(y, to, inHigh);
        }
      }
    }
  }
}
