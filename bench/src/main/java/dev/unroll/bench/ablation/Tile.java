package dev.unroll.bench.ablation;

/// A micro-kernel: `C += A·B` for one tile of `C`.
@FunctionalInterface
public interface Tile {
  /// - `a`: rows from `aAt` on, `aStride` apart, or interleaved
  /// - `b`: from `bAt` on, the tile's columns of row 0, of row 1, …
  /// - `c`: accumulated, rows from `cAt` on, `cStride` apart
  void run(
      int k, float[] a, int aAt, int aStride, float[] b, int bAt, float[] c, int cAt, int cStride);
}
