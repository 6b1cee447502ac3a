package dev.unroll.kernels.vector.gemm;

import dev.unroll.core.Workspace;
import dev.unroll.core.internal.KeptObjects;
import dev.unroll.kernels.Workers;

/// Packs matrices as [PackB] does, large ones on all threads. One object a workspace.
public final class ParallelPackB implements Workers.Part {
  /// On the calling thread; for any number of threads.
  public static final ParallelPackB CALLER = new ParallelPackB();

  /// Numbers under which a second thread costs more than it gives.
  private static final int PARALLEL = 1 << 15;

  private Workers workers = Workers.CALLER;
  private int k;
  private int n;
  private float[] b;
  private int bOffset;
  private int rowStride;
  private int columnStride;
  private float[] packed;
  private int packedOffset;
  private int depth;
  private int above;

  private ParallelPackB() {}

  /// This workspace's, on the given threads.
  public static ParallelPackB of(Workspace workspace, Workers workers) {
    ParallelPackB packing = KeptObjects.of(workspace, ParallelPackB.class, ParallelPackB::new);
    packing.workers = workers;
    return packing;
  }

  /// All panels of `B [K,N]`; the operands are those of [PackB#pack].
  public void pack(
      int k,
      int n,
      float[] b,
      int bOffset,
      int rowStride,
      int columnStride,
      float[] packed,
      int packedOffset,
      int depth,
      int above) {
    if (workers.count() == 1 || (long) k * n < PARALLEL) {
      PackB.pack(
          k,
          n,
          b,
          bOffset,
          rowStride,
          columnStride,
          packed,
          packedOffset,
          depth,
          above,
          0,
          PackB.count(n));
      return;
    }
    this.k = k;
    this.n = n;
    this.b = b;
    this.bOffset = bOffset;
    this.rowStride = rowStride;
    this.columnStride = columnStride;
    this.packed = packed;
    this.packedOffset = packedOffset;
    this.depth = depth;
    this.above = above;
    try {
      workers.run(this);
    } finally {
      this.b = null;
      this.packed = null;
    }
  }

  @Override
  public void run(int part, int count) {
    int panels = PackB.count(n);
    int from = panels * part / count;
    int to = panels * (part + 1) / count;
    PackB.pack(
        k, n, b, bOffset, rowStride, columnStride, packed, packedOffset, depth, above, from, to);
  }
}
