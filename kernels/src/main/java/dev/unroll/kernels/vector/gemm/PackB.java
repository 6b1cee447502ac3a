package dev.unroll.kernels.vector.gemm;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// The packed form of a product's right operand `B [K,N]`: panels of `NR` columns, each stored row
/// by row, so that the micro-kernel reads memory in one straight line. The last panel is padded with
/// zeros to a whole number of vectors: it is half as wide where one vector holds its columns.
///
///     panel 0: b[0, 0..NR) b[1, 0..NR) … b[K-1, 0..NR)   panel 1: b[0, NR..2NR) …
public final class PackB {
  private PackB() {}

  /// The number of panels of `n` columns.
  public static int count(int n) {
    return (n + NR - 1) / NR;
  }

  /// The columns of a panel, padding included.
  public static int width(int n, int panel) {
    return n - panel * NR <= LANES ? LANES : NR;
  }

  /// The floats of `k × n` packed, at most.
  public static int length(int k, int n) {
    return count(n) * NR * k;
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
      int column = panel * NR;
      int columns = Math.min(NR, n - column);
      int source = bOffset + column * columnStride;
      int width = width(n, panel);
      int target = packedOffset + panel * NR * depth + above * width;
      if (columnStride != 1) {
        Transposition.transpose(columns, k, b, source, columnStride, packed, target, width);
      } else if (columns == NR) {
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
      int to = target + row * NR;
      FloatVector.fromArray(SPECIES, b, from).intoArray(packed, to);
      FloatVector.fromArray(SPECIES, b, from + LANES).intoArray(packed, to + LANES);
    }
  }
}
