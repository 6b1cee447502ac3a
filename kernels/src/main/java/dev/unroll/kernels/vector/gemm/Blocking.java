package dev.unroll.kernels.vector.gemm;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.REGISTERS;

import dev.unroll.kernels.vector.Caches;

/// The block sizes of the matrix products, in the words of Van Zee and van de Geijn, *BLIS: a framework
/// for rapidly instantiating BLAS functionality*, 2015: a micro-kernel makes a tile of `MR × NR` of the
/// result along `KC`, a macro-kernel has `MC` rows of `A` meet one panel of `B` after the other. Tiles follow
/// the number of vector registers, blocks the sizes of the caches.
public final class Blocking {
  /// The rows of the usual tile: with 32 vector registers eight (sixteen accumulators), with 16 six (twelve, see
  /// [FencedMicroKernel]).
  public static final int MR = REGISTERS == 32 ? 8 : 6;

  /// The rows of the tallest tile with 32 registers (twenty-four accumulators): it reads a panel two thirds as often. From L2
  /// that is 105 to 111 GFLOP/s of 117 on a Zen 4 and 121 to 134 of 155 on an Intel, 75 to 84 there while another thread has
  /// half of the core.
  static final int TALL = 12;

  /// Columns of a tile and of a panel of `B`: two vectors.
  public static final int NR = 2 * LANES;

  /// Rows of `B` in a block, and the most links of a chain that a tile adds at once. Each block reads and
  /// writes all of `C` once more, and a tile waits for its part: at 512 bits 1024³ ran at 86 % of the peak with
  /// 384, at 91 with 512; at 256 bits at 0.82 of OpenBLAS with 256 and at 0.90 with 512, though a panel then takes
  /// all of an L1 cache of 32 KB.
  public static final int KC = 512;

  /// Rows of `A` that meet all panels before the next: with `KC` columns three eighths of L2. With 16 registers no more than
  /// 96: at 256 bits 2048³ took 177 ms with 192 where they fit, 163 with 96.
  static final int MC =
      Math.clamp(Caches.L2 / 8 * 3 / Float.BYTES / KC / 48, 1, REGISTERS == 32 ? 4 : 2) * 48;

  /// The distance of rows of `A` that were copied side by side: [#KC] and one line of the cache, so that
  /// rows do not share a set.
  static final int LDA = KC + 16;

  private Blocking() {}
}
