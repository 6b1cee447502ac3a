package dev.unroll.kernels.vector.math;

import static dev.unroll.kernels.shared.CanonicalSums.PARTIALS;
import static dev.unroll.kernels.shared.Updates.BLOCK;
import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;

import dev.unroll.kernels.shared.CanonicalSums;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/// Runs of numbers to one number: sums as in [CanonicalSums], whose sixteen partial sums are `16 / L`
/// vectors (one, two or four), and the maximum. Each method holds all its operations on vectors itself:
/// see [VectorMath].
final class VectorSums {
  private static final VectorShuffle<Float> ROTATE_1 = rotation(1);
  private static final VectorShuffle<Float> ROTATE_2 = rotation(2);
  private static final VectorShuffle<Float> ROTATE_4 = rotation(4);
  private static final VectorShuffle<Float> ROTATE_8 = rotation(8);

  private VectorSums() {}

  /// Σ x.
  static float sum(int length, float[] x, int offset) {
    if (length < PARTIALS) {
      return CanonicalSums.sum(length, x, offset);
    }
    int full = length - length % PARTIALS;
    // 1. the elements past the last full sixteen: lanes from `first` on of the last sixteen
    int first = PARTIALS - (length - full);
    int last = offset + length - PARTIALS;
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector lane = zero.addIndex(1);
    FloatVector s0 = zero.blend(FloatVector.fromArray(SPECIES, x, last), lane.compare(GE, first));
    FloatVector s1 = zero;
    FloatVector s2 = zero;
    FloatVector s3 = zero;
    if (LANES <= 8) {
      FloatVector v = FloatVector.fromArray(SPECIES, x, last + LANES);
      s1 = zero.blend(v, lane.compare(GE, first - LANES));
    }
    if (LANES == 4) {
      FloatVector v2 = FloatVector.fromArray(SPECIES, x, last + 8);
      FloatVector v3 = FloatVector.fromArray(SPECIES, x, last + 12);
      s2 = zero.blend(v2, lane.compare(GE, first - 8));
      s3 = zero.blend(v3, lane.compare(GE, first - 12));
    }
    // 2. the full sixteens
    for (int i = offset; i < offset + full; i += PARTIALS) {
      s0 = s0.add(FloatVector.fromArray(SPECIES, x, i));
      if (LANES <= 8) {
        s1 = s1.add(FloatVector.fromArray(SPECIES, x, i + LANES));
      }
      if (LANES == 4) {
        s2 = s2.add(FloatVector.fromArray(SPECIES, x, i + 8));
        s3 = s3.add(FloatVector.fromArray(SPECIES, x, i + 12));
      }
    }
    // 3. the tree
    FloatVector s = s0;
    if (LANES == 4) {
      s = s0.add(s2).add(s1.add(s3));
    }
    if (LANES == 8) {
      s = s0.add(s1);
    }
    if (LANES == 16) {
      s = s.add(s.rearrange(ROTATE_8));
    }
    if (LANES >= 8) {
      s = s.add(s.rearrange(ROTATE_4));
    }
    s = s.add(s.rearrange(ROTATE_2));
    return s.lane(0) + s.lane(1);
  }

  /// Σ a·b of at least sixteen numbers.
  static float dot(int length, float[] a, int aOffset, float[] b, int bOffset) {
    int full = length - length % PARTIALS;
    // 1. the elements past the last full sixteen: lanes from `first` on of the last sixteen
    int first = PARTIALS - (length - full);
    int aLast = aOffset + length - PARTIALS;
    int bLast = bOffset + length - PARTIALS;
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector lane = zero.addIndex(1);
    FloatVector u = FloatVector.fromArray(SPECIES, a, aLast);
    FloatVector v = FloatVector.fromArray(SPECIES, b, bLast);
    FloatVector s0 = zero.blend(u.fma(v, zero), lane.compare(GE, first));
    FloatVector s1 = zero;
    FloatVector s2 = zero;
    FloatVector s3 = zero;
    if (LANES <= 8) {
      u = FloatVector.fromArray(SPECIES, a, aLast + LANES);
      v = FloatVector.fromArray(SPECIES, b, bLast + LANES);
      s1 = zero.blend(u.fma(v, zero), lane.compare(GE, first - LANES));
    }
    if (LANES == 4) {
      u = FloatVector.fromArray(SPECIES, a, aLast + 8);
      v = FloatVector.fromArray(SPECIES, b, bLast + 8);
      s2 = zero.blend(u.fma(v, zero), lane.compare(GE, first - 8));
      u = FloatVector.fromArray(SPECIES, a, aLast + 12);
      v = FloatVector.fromArray(SPECIES, b, bLast + 12);
      s3 = zero.blend(u.fma(v, zero), lane.compare(GE, first - 12));
    }
    // 2. the full sixteens
    for (int i = 0; i < full; i += PARTIALS) {
      u = FloatVector.fromArray(SPECIES, a, aOffset + i);
      s0 = u.fma(FloatVector.fromArray(SPECIES, b, bOffset + i), s0);
      if (LANES <= 8) {
        u = FloatVector.fromArray(SPECIES, a, aOffset + i + LANES);
        s1 = u.fma(FloatVector.fromArray(SPECIES, b, bOffset + i + LANES), s1);
      }
      if (LANES == 4) {
        u = FloatVector.fromArray(SPECIES, a, aOffset + i + 8);
        s2 = u.fma(FloatVector.fromArray(SPECIES, b, bOffset + i + 8), s2);
        u = FloatVector.fromArray(SPECIES, a, aOffset + i + 12);
        s3 = u.fma(FloatVector.fromArray(SPECIES, b, bOffset + i + 12), s3);
      }
    }
    // 3. the tree
    FloatVector s = s0;
    if (LANES == 4) {
      s = s0.add(s2).add(s1.add(s3));
    }
    if (LANES == 8) {
      s = s0.add(s1);
    }
    if (LANES == 16) {
      s = s.add(s.rearrange(ROTATE_8));
    }
    if (LANES >= 8) {
      s = s.add(s.rearrange(ROTATE_4));
    }
    s = s.add(s.rearrange(ROTATE_2));
    return s.lane(0) + s.lane(1);
  }

  /// The greatest of the numbers that are not NaN; −∞ if there are none. There must be a vector of
  /// them at least.
  static float maximum(int length, float[] x, int offset) {
    int last = length - LANES;
    // 1. the vector that ends where x ends
    FloatVector lowest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    FloatVector v0 = FloatVector.fromArray(SPECIES, x, offset + last);
    FloatVector m0 = lowest.blend(v0, v0.compare(GT, lowest)); // a NaN is not greater
    // 2. four vectors at once, to hide the latency of the comparison
    FloatVector m1 = lowest;
    FloatVector m2 = lowest;
    FloatVector m3 = lowest;
    int i = 0;
    for (; i <= last - 3 * LANES; i += 4 * LANES) {
      v0 = FloatVector.fromArray(SPECIES, x, offset + i);
      FloatVector v1 = FloatVector.fromArray(SPECIES, x, offset + i + LANES);
      FloatVector v2 = FloatVector.fromArray(SPECIES, x, offset + i + 2 * LANES);
      FloatVector v3 = FloatVector.fromArray(SPECIES, x, offset + i + 3 * LANES);
      m0 = m0.blend(v0, v0.compare(GT, m0));
      m1 = m1.blend(v1, v1.compare(GT, m1));
      m2 = m2.blend(v2, v2.compare(GT, m2));
      m3 = m3.blend(v3, v3.compare(GT, m3));
    }
    m0 = m0.blend(m1, m1.compare(GT, m0));
    m2 = m2.blend(m3, m3.compare(GT, m2));
    m0 = m0.blend(m2, m2.compare(GT, m0));
    // 3. the others
    for (; i < last; i += LANES) {
      v0 = FloatVector.fromArray(SPECIES, x, offset + i);
      m0 = m0.blend(v0, v0.compare(GT, m0));
    }
    // 4. the lanes
    if (LANES == 16) {
      m1 = m0.rearrange(ROTATE_8);
      m0 = m0.blend(m1, m1.compare(GT, m0));
    }
    if (LANES >= 8) {
      m1 = m0.rearrange(ROTATE_4);
      m0 = m0.blend(m1, m1.compare(GT, m0));
    }
    m1 = m0.rearrange(ROTATE_2);
    m0 = m0.blend(m1, m1.compare(GT, m0));
    m1 = m0.rearrange(ROTATE_1);
    m0 = m0.blend(m1, m1.compare(GT, m0));
    return m0.lane(0);
  }

  /// In scratch, `maxima[m]` is the greatest number of row m that is not NaN, for rows of a vector at
  /// least; to be preferred where they are short. No loop is left for a call, and the lanes have a loop of their own:
  /// half the time of [#maximum] a row at 65 numbers.
  ///
  /// @param scratch the maxima, and from `scratchAt` on a vector for each row
  static void maxima(
      int rows, int length, float[] x, int xAt, float[] scratch, int maximaAt, int scratchAt) {
    int last = length - LANES;
    FloatVector lowest = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    for (int m = 0; m < rows; m++) {
      int from = xAt + m * length;
      FloatVector v = FloatVector.fromArray(SPECIES, x, from + last);
      FloatVector greatest = lowest.blend(v, v.compare(GT, lowest)); // a NaN is not greater
      for (int i = 0; i < last; i += LANES) {
        v = FloatVector.fromArray(SPECIES, x, from + i);
        greatest = greatest.blend(v, v.compare(GT, greatest));
      }
      greatest.intoArray(scratch, scratchAt + m * LANES);
    }
    for (int m = 0; m < rows; m++) {
      FloatVector greatest = FloatVector.fromArray(SPECIES, scratch, scratchAt + m * LANES);
      FloatVector other;
      if (LANES == 16) {
        other = greatest.rearrange(ROTATE_8);
        greatest = greatest.blend(other, other.compare(GT, greatest));
      }
      if (LANES >= 8) {
        other = greatest.rearrange(ROTATE_4);
        greatest = greatest.blend(other, other.compare(GT, greatest));
      }
      other = greatest.rearrange(ROTATE_2);
      greatest = greatest.blend(other, other.compare(GT, greatest));
      other = greatest.rearrange(ROTATE_1);
      greatest = greatest.blend(other, other.compare(GT, greatest));
      scratch[maximaAt + m] = greatest.lane(0);
    }
  }

  /// The trees over the partial sums of rows, sixteen after sixteen.
  static void trees(int rows, float[] partials, int partialsAt, float[] sums, int sumsAt) {
    for (int m = 0; m < rows; m++) {
      int at = partialsAt + m * PARTIALS;
      FloatVector s = FloatVector.fromArray(SPECIES, partials, at);
      if (LANES == 4) {
        FloatVector s1 = FloatVector.fromArray(SPECIES, partials, at + 4);
        FloatVector s2 = FloatVector.fromArray(SPECIES, partials, at + 8);
        FloatVector s3 = FloatVector.fromArray(SPECIES, partials, at + 12);
        s = s.add(s2).add(s1.add(s3));
      }
      if (LANES == 8) {
        s = s.add(FloatVector.fromArray(SPECIES, partials, at + 8));
      }
      if (LANES == 16) {
        s = s.add(s.rearrange(ROTATE_8));
      }
      if (LANES >= 8) {
        s = s.add(s.rearrange(ROTATE_4));
      }
      s = s.add(s.rearrange(ROTATE_2));
      sums[sumsAt + m] = s.lane(0) + s.lane(1);
    }
  }

  /// Σ x² as [dev.unroll.kernels.UpdateKernel] has it.
  static double sumOfSquares(int length, float[] x, int offset) {
    double total = 0;
    int from = 0;
    for (; from <= length - 2 * BLOCK; from += 2 * BLOCK) {
      total = addBlocks(total, BLOCK, x, offset + from, offset + from + BLOCK);
    }
    for (; from < length; from += BLOCK) {
      int rest = Math.min(BLOCK, length - from);
      total =
          rest < PARTIALS
              ? total + CanonicalSums.sumOfSquares(rest, x, offset + from)
              : addBlocks(total, rest, x, offset + from, offset + from);
    }
    return total;
  }

  /// `total` plus the sums of two blocks of `length` numbers, one after the other; of one where both are
  /// the same. A partial sum is a chain of dependent operations; two blocks at once hide their latency
  /// as far as the caches can deliver. Single blocks, of which there are few, are not worth a loop of
  /// their own: it would run for hundreds of training steps before it is compiled, and box till then.
  ///
  /// @param length at least 16, and a multiple of it where there are two blocks
  private static double addBlocks(double total, int length, float[] x, int offset, int other) {
    int full = length - length % PARTIALS;
    // 1. the elements past the last full sixteen: lanes from `first` on of the last sixteen
    int first = PARTIALS - (length - full);
    int last = offset + length - PARTIALS;
    FloatVector zero = FloatVector.zero(SPECIES);
    FloatVector lane = zero.addIndex(1);
    FloatVector v = FloatVector.fromArray(SPECIES, x, last);
    FloatVector s0 = zero.blend(v.mul(v), lane.compare(GE, first));
    FloatVector s1 = zero;
    FloatVector s2 = zero;
    FloatVector s3 = zero;
    if (LANES <= 8) {
      v = FloatVector.fromArray(SPECIES, x, last + LANES);
      s1 = zero.blend(v.mul(v), lane.compare(GE, first - LANES));
    }
    if (LANES == 4) {
      v = FloatVector.fromArray(SPECIES, x, last + 8);
      s2 = zero.blend(v.mul(v), lane.compare(GE, first - 8));
      v = FloatVector.fromArray(SPECIES, x, last + 12);
      s3 = zero.blend(v.mul(v), lane.compare(GE, first - 12));
    }
    FloatVector t0 = zero;
    FloatVector t1 = zero;
    FloatVector t2 = zero;
    FloatVector t3 = zero;
    // 2. the full sixteens
    for (int i = 0; i < full; i += PARTIALS) {
      v = FloatVector.fromArray(SPECIES, x, offset + i);
      s0 = v.fma(v, s0);
      v = FloatVector.fromArray(SPECIES, x, other + i);
      t0 = v.fma(v, t0);
      if (LANES <= 8) {
        v = FloatVector.fromArray(SPECIES, x, offset + i + LANES);
        s1 = v.fma(v, s1);
        v = FloatVector.fromArray(SPECIES, x, other + i + LANES);
        t1 = v.fma(v, t1);
      }
      if (LANES == 4) {
        v = FloatVector.fromArray(SPECIES, x, offset + i + 8);
        s2 = v.fma(v, s2);
        v = FloatVector.fromArray(SPECIES, x, other + i + 8);
        t2 = v.fma(v, t2);
        v = FloatVector.fromArray(SPECIES, x, offset + i + 12);
        s3 = v.fma(v, s3);
        v = FloatVector.fromArray(SPECIES, x, other + i + 12);
        t3 = v.fma(v, t3);
      }
    }
    // 3. the trees
    if (LANES == 4) {
      s0 = s0.add(s2).add(s1.add(s3));
      t0 = t0.add(t2).add(t1.add(t3));
    }
    if (LANES == 8) {
      s0 = s0.add(s1);
      t0 = t0.add(t1);
    }
    if (LANES == 16) {
      s0 = s0.add(s0.rearrange(ROTATE_8));
      t0 = t0.add(t0.rearrange(ROTATE_8));
    }
    if (LANES >= 8) {
      s0 = s0.add(s0.rearrange(ROTATE_4));
      t0 = t0.add(t0.rearrange(ROTATE_4));
    }
    s0 = s0.add(s0.rearrange(ROTATE_2));
    t0 = t0.add(t0.rearrange(ROTATE_2));
    double sum = total + (s0.lane(0) + s0.lane(1));
    return offset == other ? sum : sum + (t0.lane(0) + t0.lane(1));
  }

  private static VectorShuffle<Float> rotation(int distance) {
    return VectorShuffle.iota(SPECIES, distance, 1, true);
  }
}
