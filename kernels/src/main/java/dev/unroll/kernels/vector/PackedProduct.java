package dev.unroll.kernels.vector;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Panels.WIDTH;
import static dev.unroll.kernels.vector.Tiles.ROWS;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Products with a packed right operand: `C = A·B` or `C += A·B` for any extents, made of the tiles
/// in [Tiles]. Columns past the last full panel go through a small scratch tile, so nothing outside of
/// `C` is ever written.
final class PackedProduct {
  /// Floats of the scratch tile that every call needs.
  static final int SCRATCH = 8 * WIDTH;

  private static final VectorSpecies<Float> ROW_SPECIES =
      LANES == 16 ? FloatVector.SPECIES_256 : FloatVector.SPECIES_128;

  private PackedProduct() {}

  /// `m` rows of row-major `A` (row stride `aStride`) times panels `from` to `to` of `B [k,n]`.
  static void rows(
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int aStride,
      float[] packed,
      int packedOffset,
      int from,
      int to,
      float[] c,
      int cOffset,
      int cStride,
      boolean accumulate,
      float[] scratch,
      int scratchOffset) {
    int full = Math.min(to, n / WIDTH);
    int panel = from;
    if (m == 1) {
      for (; panel + 3 < full; panel += 4) {
        Tiles.row1Wide(
            k,
            a,
            aOffset,
            packed,
            packedOffset + panel * WIDTH * k,
            c,
            cOffset + panel * WIDTH,
            accumulate);
      }
    }
    for (; panel < full; panel++) {
      panel(
          m,
          k,
          a,
          aOffset,
          aStride,
          packed,
          packedOffset + panel * WIDTH * k,
          c,
          cOffset + panel * WIDTH,
          cStride,
          accumulate);
    }
    if (panel < to) {
      int columns = n - panel * WIDTH;
      int target = cOffset + panel * WIDTH;
      for (int row = 0; row < m; row += ROWS) {
        int count = Math.min(ROWS, m - row);
        int rowTarget = target + row * cStride;
        copy(count, columns, c, rowTarget, cStride, scratch, scratchOffset, WIDTH);
        panel(
            count,
            k,
            a,
            aOffset + row * aStride,
            aStride,
            packed,
            packedOffset + panel * WIDTH * k,
            scratch,
            scratchOffset,
            WIDTH,
            accumulate);
        copy(count, columns, scratch, scratchOffset, WIDTH, c, rowTarget, cStride);
      }
    }
  }

  /// All rows by one panel.
  private static void panel(
      int m,
      int k,
      float[] a,
      int aOffset,
      int aStride,
      float[] packed,
      int packedOffset,
      float[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    int row = 0;
    if (ROWS == 8) {
      for (; row + 7 < m; row += 8) {
        Tiles.rows8(
            k,
            a,
            aOffset + row * aStride,
            aStride,
            packed,
            packedOffset,
            c,
            cOffset + row * cStride,
            cStride,
            accumulate);
      }
    }
    for (; row + 3 < m; row += 4) {
      Tiles.rows4(
          k,
          a,
          aOffset + row * aStride,
          aStride,
          packed,
          packedOffset,
          c,
          cOffset + row * cStride,
          cStride,
          accumulate);
    }
    if (row + 1 < m) {
      Tiles.rows2(
          k,
          a,
          aOffset + row * aStride,
          aStride,
          packed,
          packedOffset,
          c,
          cOffset + row * cStride,
          cStride,
          accumulate);
      row += 2;
    }
    if (row < m) {
      Tiles.rows1(
          k,
          a,
          aOffset + row * aStride,
          packed,
          packedOffset,
          c,
          cOffset + row * cStride,
          accumulate);
    }
  }

  /// The floats of `m` rows of `A` packed by [#packRows].
  static int packedRowsLength(int m, int k) {
    return (m + ROWS - 1) / ROWS * ROWS * k;
  }

  /// Packs `m` rows of a column-major `A` (element `(r, k)` at `a[aOffset + k·aStride + r]`) in groups
  /// of [Tiles#ROWS] rows, each stored column by column; missing rows are zeros.
  static void packRows(int m, int k, float[] a, int aOffset, int aStride, float[] packed, int at) {
    for (int row = 0; row < m; row += ROWS) {
      int source = aOffset + row;
      int target = at + row * k;
      int rows = Math.min(ROWS, m - row);
      if (rows == ROWS) {
        for (int i = 0; i < k; i++) {
          FloatVector.fromArray(ROW_SPECIES, a, source + i * aStride)
              .intoArray(packed, target + i * ROWS);
        }
      } else {
        for (int i = 0; i < k; i++) {
          for (int r = 0; r < ROWS; r++) {
            packed[target + i * ROWS + r] = r < rows ? a[source + i * aStride + r] : 0f;
          }
        }
      }
    }
  }

  /// `m` rows packed by [#packRows] times panels `from` to `to` of `B [k,n]`.
  static void packedRows(
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      float[] packed,
      int packedOffset,
      int from,
      int to,
      float[] c,
      int cOffset,
      int cStride,
      boolean accumulate,
      float[] scratch,
      int scratchOffset) {
    for (int panel = from; panel < to; panel++) {
      int columns = Math.min(WIDTH, n - panel * WIDTH);
      int source = packedOffset + panel * WIDTH * k;
      int target = cOffset + panel * WIDTH;
      for (int row = 0; row < m; row += ROWS) {
        int count = Math.min(ROWS, m - row);
        int rowTarget = target + row * cStride;
        int rows = aOffset + row * k;
        if (columns == WIDTH && count == ROWS) {
          tile(k, a, rows, packed, source, c, rowTarget, cStride, accumulate);
        } else {
          copy(count, columns, c, rowTarget, cStride, scratch, scratchOffset, WIDTH);
          tile(k, a, rows, packed, source, scratch, scratchOffset, WIDTH, accumulate);
          copy(count, columns, scratch, scratchOffset, WIDTH, c, rowTarget, cStride);
        }
      }
    }
  }

  private static void tile(
      int k,
      float[] a,
      int aOffset,
      float[] packed,
      int packedOffset,
      float[] c,
      int cOffset,
      int cStride,
      boolean accumulate) {
    if (ROWS == 8) {
      Tiles.packedRows8(k, a, aOffset, packed, packedOffset, c, cOffset, cStride, accumulate);
    } else {
      Tiles.packedRows4(k, a, aOffset, packed, packedOffset, c, cOffset, cStride, accumulate);
    }
  }

  private static void copy(
      int rows,
      int columns,
      float[] from,
      int fromOffset,
      int fromStride,
      float[] to,
      int toOffset,
      int toStride) {
    for (int row = 0; row < rows; row++) {
      System.arraycopy(from, fromOffset + row * fromStride, to, toOffset + row * toStride, columns);
    }
  }
}
