package dev.unroll.kernels.start;

import dev.unroll.core.Workspace;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.PackedMatrix;
import dev.unroll.kernels.Workers;

/// The start of the matrix products, one for each combination of what goes its own way through the code: which
/// operands are transposed, whether `B` is packed, whether the result is added.
public final class GemmStart {
  /// The most rows, and the most of the other extents, so that a call ends soon though little of it be compiled.
  private static final int ROWS = 32;

  private static final int MOST = 256;

  private final Twins<GemmKernel> twins;

  @SuppressWarnings({"unchecked", "rawtypes"}) // arrays have no type parameters
  private final Start<GemmKernel>[] starts = new Start[12];

  /// The start of a kernel's products.
  public GemmStart(Twins<GemmKernel> twins) {
    this.twins = twins;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = twins.start();
    }
  }

  /// The kernel that is to do a product now.
  public GemmKernel kernel(Matrix a, Matrix b, boolean add) {
    boolean right = b.columnStride() != 1;
    return kernel(a, right ? 1 : 0, b.columns(), add);
  }

  /// Whether the lasting kernel does some product with a packed matrix.
  public boolean isPackedOver() {
    for (int i = 8; i < starts.length; i++) {
      if (!starts[i].pending()) {
        return true;
      }
    }
    return false;
  }

  /// The kernel that is to do a product with a packed matrix now.
  public GemmKernel kernel(Matrix a, PackedMatrix b, boolean add) {
    return kernel(a, 2, b.columns(), add);
  }

  private GemmKernel kernel(Matrix a, int right, int n, boolean add) {
    boolean left = a.columnStride() != 1;
    Start<GemmKernel> start = starts[4 * right + (left ? 2 : 0) + (add ? 1 : 0)];
    if (start.pending()) {
      int m = a.rows();
      int k = a.columns();
      start.expect(
          (long) m * n * k,
          () -> practice(Math.min(m, 13), Math.min(n, 40), Math.min(k, 17), left, right, add),
          () ->
              practice(Math.min(m, ROWS), Math.min(n, MOST), Math.min(k, MOST), left, right, add));
    }
    return start.kernel();
  }

  private Practice<GemmKernel> practice(int m, int n, int k, boolean left, int right, boolean add) {
    Workspace workspace = new Workspace();
    Matrix a = Operands.matrix(m, k, left);
    Matrix b = Operands.matrix(k, n, right == 1);
    Matrix c = Operands.matrix(m, n, false);
    if (right == 2) {
      PackedMatrix first = twins.first().pack(b);
      PackedMatrix lasting = twins.lasting().pack(b);
      return kernel -> {
        PackedMatrix packed = kernel == twins.first() ? first : lasting;
        if (add) {
          kernel.multiplyAdd(a, packed, c, workspace, Workers.CALLER);
        } else {
          kernel.multiply(a, packed, c, workspace, Workers.CALLER);
        }
      };
    }
    return kernel -> {
      if (add) {
        kernel.multiplyAdd(a, b, c, workspace, Workers.CALLER);
      } else {
        kernel.multiply(a, b, c, workspace, Workers.CALLER);
      }
    };
  }
}
