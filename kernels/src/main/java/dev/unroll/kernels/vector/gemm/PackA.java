package dev.unroll.kernels.vector.gemm;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.gemm.Blocking.MR;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/// The packed form of a product's left operand where its rows are not contiguous in memory: groups of
/// [Blocking#MR] rows, each stored column by column; missing rows of the last group are zeros.
final class PackA {
  /// Brings the upper half of a vector down.
  private static final VectorShuffle<Float> SWAP_HALVES =
      VectorShuffle.iota(SPECIES, LANES / 2, 1, true);

  /// Columns packed at a time.
  private static final int COLUMNS = 64;

  private PackA() {}

  /// The floats of `m × k` packed.
  static int length(int m, int k) {
    return (m + MR - 1) / MR * MR * k;
  }

  /// Packs `A [m,k]`, element `(r, i)` of which is at `a[aAt + i·aStride + r]`, some columns at a time:
  /// they may be pages apart.
  static void pack(int m, int k, float[] a, int aAt, int aStride, float[] packed, int at) {
    for (int from = 0; from < k; from += COLUMNS) {
      int to = Math.min(k, from + COLUMNS);
      int row = 0;
      // 1. whole groups, two at a time where a vector holds two
      if (LANES == 2 * MR) {
        for (; row + LANES <= m; row += LANES) {
          packTwoGroups(from, to, k, a, aAt + row, aStride, packed, at + row * k);
        }
      } else {
        for (; row + Math.max(MR, LANES) <= m; row += MR) {
          packGroup(from, to, a, aAt + row, aStride, packed, at + row * k);
        }
      }
      // 2. the others
      for (; row < m; row += MR) {
        int rows = Math.min(MR, m - row);
        for (int i = from; i < to; i++) {
          int target = at + row * k + i * MR;
          System.arraycopy(a, aAt + row + i * aStride, packed, target, rows);
          Arrays.fill(packed, target + rows, target + MR, 0f);
        }
      }
    }
  }

  /// Packs columns `from` to `to` of a group: two vectors that overlap, or one, the next column over what is too
  /// much, but for the last.
  private static void packGroup(
      int from, int to, float[] a, int source, int aStride, float[] packed, int target) {
    int last = LANES > MR ? to - 1 : to;
    for (int i = from; i < last; i++) {
      int column = source + i * aStride;
      FloatVector.fromArray(SPECIES, a, column).intoArray(packed, target + i * MR);
      if (LANES < MR) {
        int rest = MR - LANES;
        FloatVector.fromArray(SPECIES, a, column + rest).intoArray(packed, target + i * MR + rest);
      }
    }
    if (LANES > MR) {
      System.arraycopy(a, source + last * aStride, packed, target + last * MR, MR);
    }
  }

  /// Packs columns `from` to `to` of as many rows as a vector has lanes, which are two groups. A group's
  /// columns are half a vector and are stored as a whole one, the next column over what is too much, but
  /// for the last.
  private static void packTwoGroups(
      int from, int to, int k, float[] a, int source, int aStride, float[] packed, int target) {
    int second = target + k * MR;
    int last = to - 1;
    for (int i = from; i < last; i++) {
      FloatVector v = FloatVector.fromArray(SPECIES, a, source + i * aStride);
      v.intoArray(packed, target + i * MR);
      v.rearrange(SWAP_HALVES).intoArray(packed, second + i * MR);
    }
    System.arraycopy(a, source + last * aStride, packed, target + last * MR, MR);
    System.arraycopy(a, source + last * aStride + MR, packed, second + last * MR, MR);
  }
}
