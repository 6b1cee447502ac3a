package dev.unroll.kernels.start;

import dev.unroll.core.Workspace;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.PackedMatrix;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.shared.GemmWays;
import dev.unroll.kernels.shared.GemmWays.Way;

/// The start of the matrix products, one for each combination of what is compiled by itself: which operands are
/// transposed, whether `B` is packed, whether the result is added, and the lasting kernel's [Way].
public final class GemmStart {
  /// The most rows, if a product of so many goes the caller's way: the fewer, the sooner a call ends though little of
  /// it be compiled.
  private static final int[] ROWS = {32, 64, 128};

  /// The most of the other extents.
  private static final int MOST = 256;

  /// What `B` may be.
  private enum Right {
    ROW_MAJOR,
    TRANSPOSED,
    PACKED
  }

  private final Twins<GemmKernel> twins;

  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays have no type parameters
  private final Start<GemmKernel>[] starts =
      new Start[Way.values().length * Right.values().length * 4];

  /// The start of a kernel's products.
  public GemmStart(Twins<GemmKernel> twins) {
    this.twins = twins;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = twins.start();
    }
  }

  /// The kernel that is to do a product now.
  public GemmKernel kernel(Matrix a, Matrix b, boolean add, Workers workers) {
    Right right = b.columnStride() == 1 ? Right.ROW_MAJOR : Right.TRANSPOSED;
    return kernel(way(a, b, add, workers), a, right, b.columns(), add);
  }

  /// Whether the lasting kernel does some product with a packed matrix.
  public boolean isPackedOver() {
    for (int i = 0; i < 4; i++) {
      if (!start(Way.BLOCKED, Right.PACKED, (i & 2) != 0, (i & 1) != 0).pending()) {
        return true;
      }
    }
    return false;
  }

  /// The kernel that is to do a product with a packed matrix now.
  public GemmKernel kernel(Matrix a, PackedMatrix b, boolean add) {
    return kernel(Way.BLOCKED, a, Right.PACKED, b.columns(), add);
  }

  private Way way(Matrix a, Matrix b, boolean add, Workers workers) {
    return twins.lasting() instanceof GemmWays ways ? ways.way(a, b, add, workers) : Way.BLOCKED;
  }

  private Start<GemmKernel> start(Way way, Right right, boolean left, boolean add) {
    int operands = way.ordinal() * Right.values().length + right.ordinal();
    return starts[4 * operands + (left ? 2 : 0) + (add ? 1 : 0)];
  }

  private GemmKernel kernel(Way way, Matrix a, Right right, int n, boolean add) {
    boolean left = a.columnStride() != 1;
    Start<GemmKernel> start = start(way, right, left, add);
    if (start.pending()) {
      int m = a.rows();
      int k = a.columns();
      long work = (long) m * n * k;
      if (work == 0) {
        return twins.first();
      }
      start.expect(
          work,
          () -> practice(way, left, right, add, small(way, m, n, k)),
          () -> practice(way, left, right, add, large(way, m, n, k)));
    }
    return start.kernel();
  }

  /// Extents `[M, N, K]` of small products, the first of which that goes a way is to practise it: tiles of several
  /// heights, and widths beyond whole vectors.
  private static int[][] small(Way way, int m, int n, int k) {
    return switch (way) {
      case BLOCKED, ONE_ROW -> {
        int rows = Math.min(m, 13);
        int links = Math.min(k, 17);
        // whole panels and a part of one, whatever the lanes
        yield new int[][] {
          {rows, Math.min(n, 40), links},
          {rows, Math.min(n, 20), links},
          {rows, Math.min(n, 10), links}
        };
      }
      case IN_PLACE -> new int[][] {{Math.min(m, 7), shorter(n), Math.min(k, 5)}};
      case FEW_ROWS -> new int[][] {{m, wide(m, n), Math.min(k, 7)}};
    };
  }

  /// Extents like the caller's, if not the whole amount.
  private static int[][] large(Way way, int m, int n, int k) {
    int links = Math.min(k, MOST);
    if (way == Way.FEW_ROWS) {
      return new int[][] {{m, Math.max(wide(m, n), shorter(n)), links}};
    }
    int[][] extents = new int[ROWS.length][];
    for (int i = 0; i < ROWS.length; i++) {
      extents[i] = new int[] {Math.min(m, ROWS[i]), shorter(n), links};
    }
    return extents;
  }

  /// At most [#MOST] columns, as many of them beyond whole vectors.
  private static int shorter(int n) {
    return n <= MOST ? n : MOST / 2 + n % (MOST / 2);
  }

  /// Columns that are many beside so few rows.
  private static int wide(int m, int n) {
    return Math.min(n, 16 * m + 19);
  }

  /// Practice with the first extents that go a way, or null.
  private Practice<GemmKernel> practice(
      Way way, boolean left, Right right, boolean add, int[][] extents) {
    // few rows go their way by any A; by this one also where B is small
    boolean transposed = left || way == Way.FEW_ROWS;
    for (int[] e : extents) {
      Matrix a = Operands.matrix(e[0], e[2], transposed);
      Matrix b = Operands.matrix(e[2], e[1], right == Right.TRANSPOSED);
      if (right == Right.PACKED) {
        return practice(a, twins.first().pack(b), twins.lasting().pack(b), e[1], add);
      }
      if (way(a, b, add, Workers.CALLER) == way) {
        return practice(a, b, e[1], add);
      }
    }
    return null;
  }

  private Practice<GemmKernel> practice(
      Matrix a, PackedMatrix first, PackedMatrix lasting, int n, boolean add) {
    Workspace workspace = new Workspace();
    Matrix c = Operands.matrix(a.rows(), n, false);
    return kernel -> {
      PackedMatrix packed = kernel == twins.first() ? first : lasting;
      if (add) {
        kernel.multiplyAdd(a, packed, c, workspace, Workers.CALLER);
      } else {
        kernel.multiply(a, packed, c, workspace, Workers.CALLER);
      }
    };
  }

  private static Practice<GemmKernel> practice(Matrix a, Matrix b, int n, boolean add) {
    Workspace workspace = new Workspace();
    Matrix c = Operands.matrix(a.rows(), n, false);
    return kernel -> {
      if (add) {
        kernel.multiplyAdd(a, b, c, workspace, Workers.CALLER);
      } else {
        kernel.multiply(a, b, c, workspace, Workers.CALLER);
      }
    };
  }
}
