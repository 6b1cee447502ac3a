package dev.unroll.kernels.vector.recurrent;

import static dev.unroll.kernels.vector.gemm.Blocking.MR;

/// How many batch rows a recurrent step takes at a time.
final class BatchBlocking {
  /// Weights of no more floats than these (128 KB) stay in L2 beside all else, so they may be read for
  /// each block of rows anew.
  private static final int SMALL = 1 << 15;

  /// The floats of pre-activations that element-wise equations go through again and again: half of an
  /// L1 cache of 32 KB.
  private static final int IN_L1 = 1 << 12;

  private BatchBlocking() {}

  /// Whether weights of so many floats may be read for each block of rows anew.
  static boolean small(int packedLength) {
    return packedLength <= SMALL;
  }

  /// The rows from product to new state: whole tiles of them, where the weights are small; else all.
  static int rows(int packedLength, int width, int batch) {
    return small(packedLength) ? Math.max(MR, IN_L1 / width / MR * MR) : Math.max(1, batch);
  }

  /// The rows that the element-wise equations go through at a time.
  static int epilogueRows(int width) {
    return Math.max(1, IN_L1 / width);
  }
}
