package dev.unroll.kernels.vector.gemm;

import static dev.unroll.kernels.vector.Lanes.LANES;

/// The block sizes of the matrix products, in the words of Van Zee and van de Geijn, *BLIS: a framework
/// for rapidly instantiating BLAS functionality*, 2015: a micro-kernel makes a tile of `MR × NR` of the
/// result along `KC`, a macro-kernel has `MC` rows of `A` meet one panel of `B` after the other.
public final class Blocking {
  /// Rows of a tile: with 32 vector registers eight, with 16 four (sixteen and eight accumulators; more
  /// would spill).
  public static final int MR = LANES == 16 ? 8 : 4;

  /// Columns of a tile and of a panel of `B`: two vectors, so that a tile of eight rows keeps sixteen
  /// accumulators.
  public static final int NR = 2 * LANES;

  /// Rows of `B` in a block, and the most links of a chain that a tile adds at once: a panel as deep is
  /// 64 KB at 512 bits. Each block reads and writes all of `C` once more, and a tile waits for its part:
  /// with 384 instead, 1024³ ran at 86 % of the peak instead of 91.
  public static final int KC = 512;

  /// Rows of `A` that meet all panels before the next: 192 × 512 floats, 384 KB, stay in L2.
  static final int MC = 192;

  /// The distance of rows of `A` that were copied side by side: [#KC] and one line of the cache, so that
  /// rows do not share a set.
  static final int LDA = KC + 16;

  private Blocking() {}
}
