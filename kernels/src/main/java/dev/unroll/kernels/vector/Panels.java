package dev.unroll.kernels.vector;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// The packed form of a product's right operand `B [K,N]`: panels of [#WIDTH] columns, each stored row
/// by row, so that the micro-kernel reads memory in one straight line. The last panel is padded with
/// zeros to a whole number of vectors: it is half as wide where one vector holds its columns.
///
///     panel 0: b[0, 0..W) b[1, 0..W) … b[K-1, 0..W)   panel 1: b[0, W..2W) …
final class Panels {
  /// Columns of a panel: two vectors, so that a tile of eight rows keeps sixteen accumulators.
  static final int WIDTH = 2 * LANES;

  private Panels() {}

  /// The number of panels of `n` columns.
  static int count(int n) {
    return (n + WIDTH - 1) / WIDTH;
  }

  /// The columns of a panel, padding included.
  static int width(int n, int panel) {
    return n - panel * WIDTH <= LANES ? LANES : WIDTH;
  }

  /// The floats of `k × n` packed, at most.
  static int length(int k, int n) {
    return count(n) * WIDTH * k;
  }

  /// Packs panels `from` (inclusive) to `to` (exclusive) of `B [K,N]`, element `(k, n)` of which is at
  /// `b[bOffset + k·rowStride + n·columnStride]`, one of the strides being 1. The rows come after `above`
  /// others in the panels at `packedOffset`, each of which has `depth` rows in all.
  static void pack(
      int k,
      int n,
      float[] b,
      int bOffset,
      int rowStride,
      int columnStride,
      float[] packed,
      int packedOffset,
      int depth,
      int above,
      int from,
      int to) {
    for (int panel = from; panel < to; panel++) {
      int column = panel * WIDTH;
      int columns = Math.min(WIDTH, n - column);
      int source = bOffset + column * columnStride;
      int width = width(n, panel);
      int target = packedOffset + panel * WIDTH * depth + above * width;
      if (columnStride != 1) {
        Transposition.transpose(columns, k, b, source, columnStride, packed, target, width);
      } else if (columns == WIDTH) {
        copyRows(k, b, source, rowStride, packed, target);
      } else {
        for (int row = 0; row < k; row++) {
          System.arraycopy(b, source + row * rowStride, packed, target + row * width, columns);
        }
      }
      for (int row = 0; columns < width && row < k; row++) {
        Arrays.fill(packed, target + row * width + columns, target + (row + 1) * width, 0f);
      }
    }
  }

  /// A full panel: its rows are short enough that calls would be most of the work.
  private static void copyRows(
      int k, float[] b, int source, int rowStride, float[] packed, int target) {
    for (int row = 0; row < k; row++) {
      int from = source + row * rowStride;
      int to = target + row * WIDTH;
      FloatVector.fromArray(SPECIES, b, from).intoArray(packed, to);
      FloatVector.fromArray(SPECIES, b, from + LANES).intoArray(packed, to + LANES);
    }
  }
}
