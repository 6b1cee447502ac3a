package dev.unroll.autograd.op.product;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Rows;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;

/// A fully connected layer on the innermost axis:
///
///     y = x·Wᵀ + b
///     dx += dy·W        dW += dyᵀ·x        db += Σ_rows dy
///
/// - `x [...,I]`, `weight [O,I]`, `bias [O]` or null; `y [...,O]`
///
/// Each output is one chain of fused multiply-adds along I that starts from its bias. The parameters'
/// gradients are sums over rows from the last to the first, as in
/// [dev.unroll.kernels.RecurrentKernel].
public final class LinearOp implements Operation {
  private static final LinearOp LINEAR = new LinearOp();

  private LinearOp() {}

  /// `x·Wᵀ + b`; `bias` may be null.
  public static Variable apply(Variable x, Variable weight, Variable bias) {
    Shape shape = x.shape();
    if (weight.shape().rank() != 2
        || shape.rank() == 0
        || shape.dimension(-1) != weight.shape().dimension(1)) {
      throw new IllegalArgumentException(
          "linear: expected x [...,I] and weight [O,I], got %s and %s"
              .formatted(shape, weight.shape()));
    }
    int outputs = weight.shape().dimension(0);
    Tape tape = x.tape();
    int[] dimensions = shape.dimensions();
    dimensions[dimensions.length - 1] = outputs;
    Tensor y = tape.take(Shape.of(dimensions));
    Matrix rows = Matrix.of(y);
    Matrix transposed = Matrix.of(weight.value()).transpose();
    GemmKernel gemm = tape.kernels().gemm();
    if (bias == null) {
      gemm.multiply(Matrix.of(x.value()), transposed, rows, tape.workspace(), tape.workers());
    } else {
      Checks.shape("bias [O]", bias.value(), outputs);
      Rows.fill(y, bias.value());
      gemm.multiplyAdd(Matrix.of(x.value()), transposed, rows, tape.workspace(), tape.workers());
    }
    return tape.record(LINEAR, y, x, weight, bias);
  }

  @Override
  public String name() {
    return "linear";
  }

  @Override
  public void backward(Node node) {
    Tape tape = node.tape();
    GemmKernel gemm = tape.kernels().gemm();
    Matrix dy = Matrix.of(node.gradient());
    if (node.wantsGradient(0)) {
      Matrix weight = Matrix.of(node.inputValue(1));
      Tensor fresh = node.freshInputGradient(0);
      if (fresh != null) {
        gemm.multiply(dy, weight, Matrix.of(fresh), tape.workspace(), tape.workers());
      } else {
        Matrix dx = Matrix.of(node.inputGradient(0));
        gemm.multiplyAdd(dy, weight, dx, tape.workspace(), tape.workers());
      }
    }
    if (node.wantsGradient(1)) {
      Matrix x = Matrix.of(node.inputValue(0)).reversed();
      Matrix dWeight = Matrix.of(node.inputGradient(1));
      gemm.multiplyAdd(dy.reversed().transpose(), x, dWeight, tape.workspace(), tape.workers());
    }
    if (node.wantsGradient(2)) {
      Rows.addSum(node.gradient(), node.inputGradient(2));
    }
  }
}
