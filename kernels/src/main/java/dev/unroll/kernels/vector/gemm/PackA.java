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
      int row = 0;
      // 1. four tall groups at a time: lines of columns a power of two apart share a set of the
      // cache, and are gone when the next group wants the rest of them
      int four = 4 * TALL;
      for (; MR == 8 && LANES >= TALL && row + four + LANES <= m; row += four) {
        packFour(from, to, k, a, aAt + row, aStride, packed, at + row * k);
      }
      // 2. the others
      while (row < m) {
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

  /// Packs columns `from` to `to` of four tall groups, the next column over what is too much, but for the last.
  private static void packFour(
      int from, int to, int k, float[] a, int source, int aStride, float[] packed, int target) {
    int group = TALL * k;
    int last = to - 1;
    for (int i = from; i < last; i++) {
      int column = source + i * aStride;
      int p = target + i * TALL;
      FloatVector.fromArray(SPECIES, a, column).intoArray(packed, p);
      FloatVector.fromArray(SPECIES, a, column + TALL).intoArray(packed, p + group);
      FloatVector.fromArray(SPECIES, a, column + 2 * TALL).intoArray(packed, p + 2 * group);
      FloatVector.fromArray(SPECIES, a, column + 3 * TALL).intoArray(packed, p + 3 * group);
    }
    for (int g = 0; g < 4; g++) {
      System.arraycopy(
          a, source + last * aStride + g * TALL, packed, target + g * group + last * TALL, TALL);
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
