package dev.unroll.kernels.vector;

import static dev.unroll.kernels.scalar.ScalarSums.PARTIALS;
import static dev.unroll.kernels.scalar.Updates.BLOCK;
import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import dev.unroll.kernels.scalar.ScalarSums;
import jdk.incubator.vector.FloatVector;

/// The sum of squares of [dev.unroll.kernels.UpdateKernel] on lanes.
///
/// Sixteen partial sums are one, two or four vectors, and each is a chain of dependent additions. Four
/// chains hide the latency, so 512-bit vectors work on four blocks at once, 256-bit ones on two and
/// 128-bit ones on one.
final class VectorSquares {
  /// `B`, the blocks worked on at once.
  private static final int BLOCKS = 4 * LANES / PARTIALS;

  /// Where the four chains begin: chain i at float `i·L` of the blocks' sixteens side by side.
  private static final int CHAIN_1 = chain(1);

  private static final int CHAIN_2 = chain(2);
  private static final int CHAIN_3 = chain(3);

  private VectorSquares() {}

  static double sum(int length, float[] x, int offset) {
    double total = 0;
    int from = 0;
    for (; from <= length - BLOCKS * BLOCK; from += BLOCKS * BLOCK) {
      total = addBlocks(total, x, offset + from);
    }
    for (; from < length; from += BLOCK) {
      total += block(Math.min(BLOCK, length - from), x, offset + from);
    }
    return total;
  }

  /// `total` plus the sums of B full blocks, one after another.
  private static double addBlocks(double total, float[] x, int offset) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    for (int i = offset; i < offset + BLOCK; i += PARTIALS) {
      s0 = addSquare(x, i, s0);
      s1 = addSquare(x, i + CHAIN_1, s1);
      s2 = addSquare(x, i + CHAIN_2, s2);
      s3 = addSquare(x, i + CHAIN_3, s3);
    }
    return switch (BLOCKS) {
      case 1 -> total + VectorSums.tree(s0, s1, s2, s3);
      case 2 -> total + VectorSums.tree(s0, s1, s1, s1) + VectorSums.tree(s2, s3, s3, s3);
      default ->
          total
              + VectorSums.tree(s0, s0, s0, s0)
              + VectorSums.tree(s1, s1, s1, s1)
              + VectorSums.tree(s2, s2, s2, s2)
              + VectorSums.tree(s3, s3, s3, s3);
    };
  }

  /// One block, perhaps shorter than the others.
  private static float block(int length, float[] x, int offset) {
    if (length < PARTIALS) {
      return ScalarSums.sumOfSquares(length, x, offset);
    }
    int full = length - length % PARTIALS;
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    // 1. the elements past the last full sixteen
    int first = PARTIALS - (length - full);
    int last = offset + length - PARTIALS;
    s0 = tail(first, x, last);
    if (LANES <= 8) {
      s1 = tail(first - LANES, x, last + LANES);
    }
    if (LANES == 4) {
      s2 = tail(first - 8, x, last + 8);
      s3 = tail(first - 12, x, last + 12);
    }
    // 2. the full sixteens
    for (int i = offset; i < offset + full; i += PARTIALS) {
      s0 = addSquare(x, i, s0);
      if (LANES <= 8) {
        s1 = addSquare(x, i + LANES, s1);
      }
      if (LANES == 4) {
        s2 = addSquare(x, i + 8, s2);
        s3 = addSquare(x, i + 12, s3);
      }
    }
    return VectorSums.tree(s0, s1, s2, s3);
  }

  private static FloatVector addSquare(float[] x, int offset, FloatVector sum) {
    FloatVector value = FloatVector.fromArray(SPECIES, x, offset);
    return value.fma(value, sum);
  }

  /// The squares in the lanes from `first` on, 0 in the others.
  private static FloatVector tail(int first, float[] x, int offset) {
    FloatVector zero = FloatVector.zero(SPECIES);
    return zero.blend(addSquare(x, offset, zero), VectorSums.from(first));
  }

  private static int chain(int i) {
    return i * LANES / PARTIALS * BLOCK + i * LANES % PARTIALS;
  }
}
