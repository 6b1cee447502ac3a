package dev.unroll.kernels.vector.gemm;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.gemm.Blocking.MR;
import static dev.unroll.kernels.vector.gemm.Blocking.TALL;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// The packed form of a product's left operand where its rows are not contiguous in memory: groups of as many rows as
/// a tile has ([#groupRows]), one after the other, each stored column by column; missing rows of the last group are zeros.
final class PackA {
  /// Columns packed at a time.
  private static final int COLUMNS = 64;

  private PackA() {}

  /// The rows of the next group where `left` rows are left: with tiles of twelve and eight no more than three are missing
  /// in the end, where there are eight.
  static int groupRows(int left) {
    return MR == 8 && left > MR && (left <= TALL || left > 2 * MR) ? TALL : MR;
  }

  /// The floats of `m × k` packed.
  static int length(int m, int k) {
    return (MR == 8 ? Math.max(MR, (m + 3) & -4) : (m + MR - 1) / MR * MR) * k;
  }

  /// Packs `A [m,k]`, element `(r, i)` of which is at `a[aAt + i·aStride + r]`, some columns at a time:
  /// they may be pages apart.
  static void pack(int m, int k, float[] a, int aAt, int aStride, float[] packed, int at) {
    for (int from = 0; from < k; from += COLUMNS) {
      int to = Math.min(k, from + COLUMNS);
      for (int row = 0; row < m; ) {
        int rows = groupRows(m - row);
        int source = aAt + row;
        int target = at + row * k;
        int end = source + (aStride > 0 ? to - 1 : from) * aStride + LANES;
        if (rows <= m - row && end <= a.length) {
          packGroup(rows, from, to, a, source, aStride, packed, target);
        } else {
          packPart(rows, m - row, from, to, a, source, aStride, packed, target);
        }
        row += rows;
      }
    }
  }

  /// Packs columns `from` to `to` of a whole group: vectors that overlap, or one, the next column over what is too
  /// much, but for the last.
  private static void packGroup(
      int rows, int from, int to, float[] a, int source, int aStride, float[] packed, int target) {
    int last = LANES > rows ? to - 1 : to;
    for (int i = from; i < last; i++) {
      int column = source + i * aStride;
      int group = target + i * rows;
      FloatVector.fromArray(SPECIES, a, column).intoArray(packed, group);
      for (int r = LANES; r < rows; r += LANES) {
        int rest = Math.min(r, rows - LANES);
        FloatVector.fromArray(SPECIES, a, column + rest).intoArray(packed, group + rest);
      }
    }
    if (LANES > rows) {
      System.arraycopy(a, source + last * aStride, packed, target + last * rows, rows);
    }
  }

  /// Packs columns `from` to `to` of a group of which `left` rows are there.
  private static void packPart(
      int rows,
      int left,
      int from,
      int to,
      float[] a,
      int source,
      int aStride,
      float[] packed,
      int target) {
    int some = Math.min(rows, left);
    for (int i = from; i < to; i++) {
      int group = target + i * rows;
      System.arraycopy(a, source + i * aStride, packed, group, some);
      Arrays.fill(packed, group + some, group + rows, 0f);
    }
  }
}
