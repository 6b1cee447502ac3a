package dev.unroll.kernels.vector.gemm;

import static dev.unroll.kernels.vector.gemm.Blocking.KC;
import static dev.unroll.kernels.vector.gemm.Blocking.MC;
import static dev.unroll.kernels.vector.gemm.Blocking.MR;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import dev.unroll.core.Workspace;
import dev.unroll.core.internal.KeptObjects;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.shared.PackedColumns;
import dev.unroll.kernels.shared.Shares;
import java.util.Arrays;

/// The operands of one matrix product and the loops around its macro-kernel, after Goto and van de Geijn,
/// *Anatomy of high-performance matrix multiplication*, 2008: `B` is packed in blocks of `KC` rows, `A` is
/// read in place where its rows are contiguous ([MacroKernel]) and packed in blocks of `MC` rows where they
/// are not ([PackedAMacroKernel]). Between blocks along `K` the chains rest in `C`, which changes no
/// rounding.
///
/// One object a workspace, filled anew for each product, so that a product allocates nothing.
public final class BlockedGemm implements Workers.Part {
  /// Multiply-adds under which waking a second thread costs more than it gives.
  static final long PARALLEL = 1L << 21;

  /// Floats of a packed block of `B` up to which each thread packs all that it reads for itself: what another core has just
  /// written comes at 5 to 10 GB/s where the two share no cache, packing it costs less.
  private static final int OWN = 1 << 17;

  /// The fewest rows that threads take apart.
  private static final int LEAST = 24;

  private int m;
  private int n;
  private int k;
  private float[] a;
  private int aOffset;
  private int aRowStride;
  private int aColumnStride;
  private float[] b;
  private int bOffset;
  private int bRowStride;
  private int bColumnStride;
  private float[] c;
  private int cOffset;
  private int cStride;

  // the block at hand
  private int start;
  private int depth;
  private final MacroKernel product = new MacroKernel();
  private final Shares shares = new Shares();
  private float[] packed;

  /// Whether each part packs what it reads of `B`, `packedLength` floats in all, for itself.
  private boolean packsOwn;

  private int packedLength;
  private float[] scratch;
  private int partLength;

  /// Where the row of zeros begins in `packed`, which a product that overwrites starts from.
  private int zeros;

  /// This workspace's.
  public static BlockedGemm of(Workspace workspace) {
    return KeptObjects.of(workspace, BlockedGemm.class, BlockedGemm::new);
  }

  /// Sets `A [M,K]`; one of the strides is 1.
  public BlockedGemm left(float[] data, int offset, int rowStride, int columnStride) {
    a = data;
    aOffset = offset;
    aRowStride = rowStride;
    aColumnStride = columnStride;
    return this;
  }

  /// Sets `B [K,N]`; one of the strides is 1.
  public BlockedGemm right(float[] data, int offset, int rowStride, int columnStride) {
    b = data;
    bOffset = offset;
    bRowStride = rowStride;
    bColumnStride = columnStride;
    return this;
  }

  /// Sets `C [M,N]`, row-major.
  public BlockedGemm result(float[] data, int offset, int rowStride) {
    c = data;
    cOffset = offset;
    cStride = rowStride;
    return this;
  }

  /// `C = A·B`, or `C += A·B` with `add`, and lets go of the operands.
  ///
  /// @param parallel the multiply-adds from which on the threads share the work
  public void run(
      int m, int n, int k, boolean add, Workspace workspace, Workers workers, long parallel) {
    this.m = m;
    this.n = n;
    this.k = k;
    try {
      boolean fromZeros = !add && aColumnStride == 1 && k > 0;
      if (!add && !fromZeros) {
        clearResult();
      }
      if (m > 0 && n > 0 && k > 0) {
        boolean shared = workers.count() > 1 && (long) m * n * k >= parallel;
        blocks(fromZeros, workspace, shared ? workers : null);
      }
    } finally {
      clear(workspace);
    }
  }

  /// The blocks along `K`.
  ///
  /// @param workers what to share each over; null for the calling thread alone
  private void blocks(boolean fromZeros, Workspace workspace, Workers workers) {
    int parts = workers == null ? 1 : workers.count();
    packedLength = PackB.length(Math.min(k, KC), n);
    packsOwn = aColumnStride != 1 && (!byRows(parts) || packedLength <= OWN);
    zeros = (packsOwn && byRows(parts) ? parts : 1) * packedLength;
    packed = workspace.take(zeros + PackB.count(n) * NR);
    Arrays.fill(packed, zeros, zeros + PackB.count(n) * NR, 0f);
    partLength =
        aColumnStride == 1
            ? MacroKernel.scratchLength(m)
            : PackedAMacroKernel.scratchLength(Math.min(m, MC), Math.min(k, KC));
    scratch = workspace.take(parts * partLength);
    ParallelPackB packB = ParallelPackB.of(workspace, workers == null ? Workers.CALLER : workers);
    for (start = 0; start < k; start += KC) {
      depth = Math.min(KC, k - start);
      product
          .columns(n, packed, 0, depth, 0)
          .startRow(fromZeros && start == 0 ? packed : null)
          .u(depth, a, aRowStride)
          .result(c, cStride, scratch);
      if (!packsOwn) {
        int source = bOffset + start * bRowStride;
        packB.pack(depth, n, b, source, bRowStride, bColumnStride, packed, 0, depth, 0);
      }
      if (workers == null) {
        run(0, 1);
      } else {
        share(workers);
      }
    }
  }

  private static void give(Workspace workspace, float[] array) {
    if (array != null) {
      workspace.give(array);
    }
  }

  /// All of `B` in panels (see [PackB]) as deep as it has rows, and below them a row of zeros, from which a product
  /// that overwrites starts.
  static PackedColumns pack(Matrix b) {
    int k = b.rows();
    int n = b.columns();
    int panels = PackB.length(k, n);
    float[] packed = new float[panels + PackB.count(n) * NR];
    PackB.pack(
        k,
        n,
        b.data(),
        b.offset(),
        b.rowStride(),
        b.columnStride(),
        packed,
        0,
        k,
        0,
        0,
        PackB.count(n));
    return new PackedColumns("vector", k, n, packed);
  }

  /// `C = A·B`, or `C += A·B` with `add`, with a `B` from [#pack], and lets go of the operands.
  void run(int m, boolean add, PackedColumns packedB, Workspace workspace, Workers workers) {
    this.m = m;
    n = packedB.columns();
    k = packedB.rows();
    float[] rows = null;
    try {
      if (k == 0 && !add) {
        clearResult();
      }
      if (m > 0 && n > 0 && k > 0) {
        if (aColumnStride != 1) {
          rows = workspace.take(m * k);
          Transposition.transpose(k, m, a, aOffset, aColumnStride, rows, 0, k);
          left(rows, 0, k, 1);
        }
        boolean shared = workers.count() > 1 && (long) m * n * k >= PARALLEL;
        onPacked(add, packedB.data(), workspace, shared ? workers : null);
      }
    } finally {
      give(workspace, rows);
      clear(workspace);
    }
  }

  private void onPacked(boolean add, float[] packedB, Workspace workspace, Workers workers) {
    zeros = PackB.length(k, n);
    partLength = MacroKernel.scratchLength(m);
    scratch = workspace.take((workers == null ? 1 : workers.count()) * partLength);
    start = 0;
    product
        .columns(n, packedB, 0, k, 0)
        .startRow(add ? null : packedB)
        .u(k, a, aRowStride)
        .result(c, cStride, scratch);
    if (workers == null) {
      run(0, 1);
    } else {
      share(workers);
    }
  }

  private void share(Workers workers) {
    shares.begin(m, workers.count(), MR, LEAST, MC);
    workers.run(this);
  }

  private void clearResult() {
    for (int row = 0; row < m; row++) {
      Arrays.fill(c, cOffset + row * cStride, cOffset + row * cStride + n, 0f);
    }
  }

  /// Lets go of what belongs to the caller, and of what was taken.
  private void clear(Workspace workspace) {
    product.clear();
    give(workspace, scratch);
    give(workspace, packed);
    a = b = c = packed = scratch = null;
  }

  /// Whether threads split rows; else panels, where there are few rows.
  private boolean byRows(int count) {
    int tiles = (m + MR - 1) / MR;
    return tiles >= PackB.count(n) || tiles >= 4 * count;
  }

  /// One part of the result: rows that nobody else has taken, or a range of panels.
  @Override
  public void run(int part, int count) {
    int panels = PackB.count(n);
    int edge = part * partLength;
    if (count == 1 || !byRows(count)) {
      int from = panels * part / count;
      int to = panels * (part + 1) / count;
      packOwn(0, from, to);
      rows(0, m, 0, from, to, edge);
      return;
    }
    long taken = shares.take(part);
    if (Shares.from(taken) == Shares.to(taken)) {
      return;
    }
    int packedAt = packsOwn ? part * packedLength : 0;
    packOwn(packedAt, 0, panels);
    while (Shares.from(taken) < Shares.to(taken)) {
      rows(Shares.from(taken), Shares.to(taken), packedAt, 0, panels, edge);
      taken = shares.take(part);
    }
  }

  /// Packs panels `from` to `to` of the block of `B`, where each part packs what it reads.
  private void packOwn(int packedAt, int from, int to) {
    if (packsOwn) {
      int source = bOffset + start * bRowStride;
      PackB.pack(
          depth, n, b, source, bRowStride, bColumnStride, packed, packedAt, depth, 0, from, to);
    }
  }

  /// Rows `first` to `last` by panels `from` to `to`.
  private void rows(int first, int last, int packedAt, int from, int to, int edge) {
    if (aColumnStride == 1) {
      int source = aOffset + first * aRowStride + start;
      int target = cOffset + first * cStride;
      product.rows(last - first, zeros, 0, source, target, from, to, edge);
      return;
    }
    for (int row = first; row < last && from < to; row += MC) {
      int rows = Math.min(MC, last - row);
      int source = aOffset + row * aRowStride + start * aColumnStride;
      int target = cOffset + row * cStride;
      PackedAMacroKernel.multiplyAdd(
          rows,
          n,
          depth,
          a,
          source,
          aColumnStride,
          packed,
          packedAt,
          from,
          to,
          c,
          target,
          cStride,
          scratch,
          edge);
    }
  }
}
