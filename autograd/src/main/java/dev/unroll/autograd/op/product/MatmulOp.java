package dev.unroll.autograd.op.product;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;

/// Matrix products `Y = op(A)·op(B)`, op(X) being X or Xᵀ, one or a batch of them:
///
///     dop(A) += dY·op(B)ᵀ        dop(B) += op(A)ᵀ·dY
///
/// - `a [...,M,K]` (or `[...,K,M]` if transposed), `b [...,K,N]` (or `[...,N,K]`), `y [...,M,N]`
/// - the leading axes are the same, or one input has none: its one matrix is used in all products
///
/// Roundings are those of [GemmKernel]; the gradient of a matrix used in all products is summed over
/// them from the last to the first.
public final class MatmulOp implements Operation {
  private final boolean transposeA;
  private final boolean transposeB;

  private MatmulOp(boolean transposeA, boolean transposeB) {
    this.transposeA = transposeA;
    this.transposeB = transposeB;
  }

  /// `A·B`.
  public static Variable apply(Variable a, Variable b) {
    return apply(a, false, b, false);
  }

  /// `op(A)·op(B)`.
  public static Variable apply(Variable a, boolean transposeA, Variable b, boolean transposeB) {
    Shape left = a.shape();
    Shape right = b.shape();
    boolean fits = left.rank() >= 2 && right.rank() >= 2;
    fits = fits && inner(left, transposeA, 1) == inner(right, transposeB, 0);
    fits = fits && (left.rank() == 2 || right.rank() == 2 || sameLeading(left, right));
    if (!fits) {
      throw new IllegalArgumentException(
          "matmul: %s%s and %s%s cannot be multiplied"
              .formatted(
                  left, transposeA ? " transposed" : "", right, transposeB ? " transposed" : ""));
    }
    int[] dimensions = (left.rank() >= right.rank() ? left : right).dimensions();
    dimensions[dimensions.length - 2] = inner(left, transposeA, 0);
    dimensions[dimensions.length - 1] = inner(right, transposeB, 1);
    Tape tape = a.tape();
    Tensor y = tape.take(Shape.of(dimensions));
    GemmKernel gemm = tape.kernels().gemm();
    for (int i = 0; i < batch(y); i++) {
      gemm.multiply(
          matrix(a.value(), i, transposeA),
          matrix(b.value(), i, transposeB),
          matrix(y, i, false),
          tape.workspace(),
          tape.workers());
    }
    return tape.record(new MatmulOp(transposeA, transposeB), y, a, b);
  }

  private static int inner(Shape shape, boolean transposed, int axis) {
    return shape.dimension(transposed ? -1 - axis : axis - 2);
  }

  private static boolean sameLeading(Shape left, Shape right) {
    boolean same = left.rank() == right.rank();
    for (int axis = 0; same && axis < left.rank() - 2; axis++) {
      same = left.dimension(axis) == right.dimension(axis);
    }
    return same;
  }

  /// The number of matrices in a tensor.
  private static int batch(Tensor tensor) {
    return Blocks.outer(tensor, tensor.shape().rank() - 2);
  }

  /// Matrix i of a tensor, or its only one.
  private static Matrix matrix(Tensor tensor, int i, boolean transposed) {
    int rows = tensor.shape().dimension(-2);
    int columns = tensor.shape().dimension(-1);
    int at = tensor.shape().rank() == 2 ? 0 : i * rows * columns;
    Matrix matrix = Matrix.rowMajor(tensor.data(), tensor.offset() + at, rows, columns, columns);
    return transposed ? matrix.transpose() : matrix;
  }

  @Override
  public String name() {
    return "matmul";
  }

  @Override
  public void backward(Node node) {
    Tape tape = node.tape();
    GemmKernel gemm = tape.kernels().gemm();
    Tensor a = node.inputValue(0);
    Tensor b = node.inputValue(1);
    Tensor da = node.inputGradient(0);
    Tensor db = node.inputGradient(1);
    Tensor dy = node.gradient();
    for (int i = batch(dy) - 1; i >= 0; i--) {
      // a result of a product is row-major, so that the gradient of a transposed input is the
      // transposed product: (dY·op(B)ᵀ)ᵀ = op(B)·dYᵀ
      Matrix d = matrix(dy, i, false);
      Matrix left = matrix(a, i, transposeA);
      Matrix right = matrix(b, i, transposeB);
      if (da != null) {
        Matrix sum = matrix(da, i, false);
        if (transposeA) {
          gemm.multiplyAdd(right, d.transpose(), sum, tape.workspace(), tape.workers());
        } else {
          gemm.multiplyAdd(d, right.transpose(), sum, tape.workspace(), tape.workers());
        }
      }
      if (db != null) {
        Matrix sum = matrix(db, i, false);
        if (transposeB) {
          gemm.multiplyAdd(d.transpose(), left, sum, tape.workspace(), tape.workers());
        } else {
          gemm.multiplyAdd(left.transpose(), d, sum, tape.workspace(), tape.workers());
        }
      }
    }
  }
}
