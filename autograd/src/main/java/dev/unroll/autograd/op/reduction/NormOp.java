package dev.unroll.autograd.op.reduction;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.ReductionKernel;

/// The Euclidean norm over axes: `y = √Σ x²`, `dx += dy·x/y`, and nothing where y is 0. Squares are summed in
/// the order of [ReductionKernel#dot], and in double where they leave float32: a norm is right wherever float32
/// can hold it.
public final class NormOp implements Operation {
  private final Reduction reduction;

  private NormOp(Reduction reduction) {
    this.reduction = reduction;
  }

  /// The reduction over the given axes, which are gone from the result's shape; over all of them if none
  /// is given. Negative axes count from the innermost.
  public static Variable apply(Variable x, int... axes) {
    Tape tape = x.tape();
    Reduction reduction = Reduction.over("norm", x.shape(), axes);
    Workspace workspace = tape.workspace();
    ReductionKernel kernel = tape.kernels().reduction();
    Tensor y = tape.take(reduction.result());
    Tensor rows = reduction.rows(x.value(), workspace);
    int length = reduction.length();
    for (int m = 0; m < reduction.rows(); m++) {
      int at = rows.offset() + m * length;
      y.data()[m] = Sums.norm(kernel, length, rows.data(), at);
    }
    reduction.give(rows, workspace);
    return tape.record(new NormOp(reduction), y, x);
  }

  @Override
  public String name() {
    return "norm";
  }

  @Override
  public void backward(Node node) {
    Tensor dy = node.gradient();
    Workspace workspace = node.tape().workspace();
    int length = reduction.length();
    Tensor share = reduction.scratch(workspace);
    Tensor rows = reduction.rows(node.inputValue(0), workspace);
    for (int m = 0; m < reduction.rows(); m++) {
      float norm = node.value().data()[m];
      float factor = norm == 0 ? 0 : dy.data()[dy.offset() + m] / norm;
      boolean extreme = !(Math.abs(factor) >= 0x1p-100f && Math.abs(factor) <= 0x1p100f);
      double exact = norm == 0 ? 0 : (double) dy.data()[dy.offset() + m] / norm;
      for (int i = m * length; i < (m + 1) * length; i++) {
        float x = rows.data()[rows.offset() + i];
        share.data()[i] = extreme ? (float) (exact * x) : factor * x;
      }
    }
    reduction.give(rows, workspace);
    reduction.addBack(share, node.inputGradient(0));
    workspace.give(share);
  }
}
