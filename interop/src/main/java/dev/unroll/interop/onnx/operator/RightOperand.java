package dev.unroll.interop.onnx.operator;

import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.PackedMatrix;

/// The right operand of an operator's products: a matrix within a value. A constant one is packed once for all
/// sessions, others are read where they are.
final class RightOperand {
  private final Value value;
  private final boolean transposed;
  private final PackedMatrix packed;

  /// @param key tells the operands of a node apart
  /// @param offset where a constant begins in its value
  /// @param k the rows of a constant, after the transposition
  /// @param n its columns
  /// @param transposed whether the value holds the transpose
  RightOperand(Site site, String key, Value value, int offset, int k, int n, boolean transposed) {
    this.value = value;
    this.transposed = transposed;
    packed =
        value.isConstant() && value.isReal()
            ? site.shared(
                key,
                PackedMatrix.class,
                () -> {
                  int columns = transposed ? k : n;
                  int rows = transposed ? n : k;
                  Matrix stored = Matrix.rowMajor(value.floats(), offset, rows, columns, columns);
                  return site.context()
                      .kernels()
                      .gemm()
                      .pack(transposed ? stored.transpose() : stored);
                })
            : null;
  }

  /// `result = left·this`, or `result += left·this` with `add`.
  ///
  /// @param offset where the operand begins in its value
  /// @param k its rows
  /// @param n its columns
  void product(
      Context context,
      Matrices matrices,
      Matrix left,
      int offset,
      int k,
      int n,
      Matrix result,
      boolean add) {
    GemmKernel gemm = context.kernels().gemm();
    if (packed != null && add) {
      gemm.multiplyAdd(left, packed, result, context.workspace(), context.workers());
    } else if (packed != null) {
      gemm.multiply(left, packed, result, context.workspace(), context.workers());
    } else {
      Matrix right = matrices.of(value.floats(), offset, k, n, transposed);
      if (add) {
        gemm.multiplyAdd(left, right, result, context.workspace(), context.workers());
      } else {
        gemm.multiply(left, right, result, context.workspace(), context.workers());
      }
    }
  }
}
