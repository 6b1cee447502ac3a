package dev.unroll.kernels.vector.gemm;

import static dev.unroll.kernels.vector.gemm.Blocking.NR;
import static dev.unroll.kernels.vector.gemm.Blocking.TALL;

/// The macro-kernel of products whose left operand had to be packed (see [PackA]) because its rows are not
/// contiguous in memory.
final class PackedAMacroKernel {
  /// Floats of the tile that rows and columns past the last full ones go through.
  private static final int TILE = TALL * NR;

  private PackedAMacroKernel() {}

  /// The floats of scratch for `m × k`: a tile and the packed rows.
  static int scratchLength(int m, int k) {
    return TILE + PackA.length(m, k);
  }

  /// `C += A·B` of `m` rows of `A`, element `(r, i)` of which is at `a[aAt + i·aStride + r]`, and panels
  /// `from` to `to` of `B [k,n]`, which begin at `panels[panelsAt]`.
  static void multiplyAdd(
      int m,
      int n,
      int k,
      float[] a,
      int aAt,
      int aStride,
      float[] panels,
      int panelsAt,
      int from,
      int to,
      float[] c,
      int cAt,
      int cStride,
      float[] scratch,
      int scratchAt) {
    int packedAt = scratchAt + TILE;
    PackA.pack(m, k, a, aAt, aStride, scratch, packedAt);
    for (int panel = from; panel < to; panel++) {
      int columns = Math.min(NR, n - panel * NR);
      boolean narrow = PackB.width(n, panel) < NR;
      int source = panelsAt + panel * NR * k;
      for (int row = 0; row < m; ) {
        int height = PackA.groupRows(m - row);
        int rows = Math.min(height, m - row);
        int target = cAt + row * cStride + panel * NR;
        int group = packedAt + row * k;
        if (rows == height && columns == PackB.width(n, panel)) {
          tile(height, narrow, k, scratch, group, panels, source, c, target, cStride);
        } else {
          MacroKernel.copy(rows, columns, c, target, cStride, scratch, scratchAt, NR);
          tile(height, narrow, k, scratch, group, panels, source, scratch, scratchAt, NR);
          MacroKernel.copy(rows, columns, scratch, scratchAt, NR, c, target, cStride);
        }
        row += height;
      }
    }
  }

  private static void tile(
      int height,
      boolean narrow,
      int k,
      float[] a,
      int aAt,
      float[] panels,
      int panelAt,
      float[] c,
      int cAt,
      int cStride) {
    switch (height) {
      case TALL -> {
        if (narrow) {
          HalfMicroKernel.packedRows12(k, a, aAt, panels, panelAt, c, cAt, cStride);
        } else {
          PackedAMicroKernel.rows12(k, a, aAt, panels, panelAt, c, cAt, cStride);
        }
      }
      case 8 -> {
        if (narrow) {
          HalfMicroKernel.packedRows8(k, a, aAt, panels, panelAt, c, cAt, cStride);
        } else {
          PackedAMicroKernel.rows8(k, a, aAt, panels, panelAt, c, cAt, cStride);
        }
      }
      default -> {
        if (narrow) {
          HalfMicroKernel.packedRows6(k, a, aAt, panels, panelAt, c, cAt, cStride);
        } else {
          PackedAMicroKernel.rows6(k, a, aAt, panels, panelAt, c, cAt, cStride);
        }
      }
    }
  }
}
