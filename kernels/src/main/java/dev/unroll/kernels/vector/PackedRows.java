package dev.unroll.kernels.vector;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.Panels.WIDTH;
import static dev.unroll.kernels.vector.Tiles.ROWS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/// The packed form of a product's left operand where its rows are not contiguous in memory: groups of
/// [Tiles#ROWS] rows, each stored column by column; missing rows of the last group are zeros.
final class PackedRows {
  /// Brings the upper half of a vector down.
  private static final VectorShuffle<Float> SWAP_HALVES =
      VectorShuffle.iota(SPECIES, LANES / 2, 1, true);

  /// Floats of the tile that rows and columns past the last full ones go through.
  private static final int TILE = 8 * WIDTH;

  /// Columns packed at a time.
  private static final int COLUMNS = 64;

  private PackedRows() {}

  /// The floats of scratch for `m × k`: a tile and the packed rows.
  static int scratchLength(int m, int k) {
    return TILE + (m + ROWS - 1) / ROWS * ROWS * k;
  }

  /// Packs `A [m,k]`, element `(r, i)` of which is at `a[aAt + i·aStride + r]`, some columns at a time:
  /// they may be pages apart.
  private static void pack(int m, int k, float[] a, int aAt, int aStride, float[] packed, int at) {
    for (int from = 0; from < k; from += COLUMNS) {
      int to = Math.min(k, from + COLUMNS);
      int row = 0;
      // 1. as many rows as a vector has lanes: one group, or two
      for (; row + LANES <= m; row += LANES) {
        int source = aAt + row;
        int target = at + row * k;
        if (LANES == ROWS) {
          for (int i = from; i < to; i++) {
            FloatVector.fromArray(SPECIES, a, source + i * aStride)
                .intoArray(packed, target + i * ROWS);
          }
        } else {
          packTwoGroups(from, to, k, a, source, aStride, packed, target);
        }
      }
      // 2. the others
      for (; row < m; row += ROWS) {
        int rows = Math.min(ROWS, m - row);
        for (int i = from; i < to; i++) {
          int target = at + row * k + i * ROWS;
          System.arraycopy(a, aAt + row + i * aStride, packed, target, rows);
          Arrays.fill(packed, target + rows, target + ROWS, 0f);
        }
      }
    }
  }

  /// Packs columns `from` to `to` of as many rows as a vector has lanes, which are two groups. A group's
  /// columns are half a vector and are stored as a whole one, the next column over what is too much, but
  /// for the last.
  private static void packTwoGroups(
      int from, int to, int k, float[] a, int source, int aStride, float[] packed, int target) {
    int second = target + k * ROWS;
    int last = to - 1;
    for (int i = from; i < last; i++) {
      FloatVector v = FloatVector.fromArray(SPECIES, a, source + i * aStride);
      v.intoArray(packed, target + i * ROWS);
      v.rearrange(SWAP_HALVES).intoArray(packed, second + i * ROWS);
    }
    System.arraycopy(a, source + last * aStride, packed, target + last * ROWS, ROWS);
    System.arraycopy(a, source + last * aStride + ROWS, packed, second + last * ROWS, ROWS);
  }

  /// `C += A·B` of `m` rows of `A`, element `(r, i)` of which is at `a[aAt + i·aStride + r]`, and panels
  /// `from` to `to` of `B [k,n]`.
  static void multiplyAdd(
      int m,
      int n,
      int k,
      float[] a,
      int aAt,
      int aStride,
      float[] panels,
      int from,
      int to,
      float[] c,
      int cAt,
      int cStride,
      float[] scratch,
      int scratchAt) {
    int packedAt = scratchAt + TILE;
    pack(m, k, a, aAt, aStride, scratch, packedAt);
    for (int panel = from; panel < to; panel++) {
      int columns = Math.min(WIDTH, n - panel * WIDTH);
      boolean narrow = Panels.width(n, panel) < WIDTH;
      int source = panel * WIDTH * k;
      for (int row = 0; row < m; row += ROWS) {
        int rows = Math.min(ROWS, m - row);
        int target = cAt + row * cStride + panel * WIDTH;
        int group = packedAt + row * k;
        if (rows == ROWS && columns == Panels.width(n, panel)) {
          tile(narrow, k, scratch, group, panels, source, c, target, cStride);
        } else {
          PackedProduct.copy(rows, columns, c, target, cStride, scratch, scratchAt, WIDTH);
          tile(narrow, k, scratch, group, panels, source, scratch, scratchAt, WIDTH);
          PackedProduct.copy(rows, columns, scratch, scratchAt, WIDTH, c, target, cStride);
        }
      }
    }
  }

  private static void tile(
      boolean narrow,
      int k,
      float[] a,
      int aAt,
      float[] panels,
      int panelAt,
      float[] c,
      int cAt,
      int cStride) {
    if (narrow && ROWS == 8) {
      NarrowTiles.packedRows8(k, a, aAt, panels, panelAt, c, cAt, cStride);
    } else if (narrow) {
      NarrowTiles.packedRows4(k, a, aAt, panels, panelAt, c, cAt, cStride);
    } else if (ROWS == 8) {
      PackedTiles.rows8(k, a, aAt, panels, panelAt, c, cAt, cStride);
    } else {
      PackedTiles.rows4(k, a, aAt, panels, panelAt, c, cAt, cStride);
    }
  }
}
