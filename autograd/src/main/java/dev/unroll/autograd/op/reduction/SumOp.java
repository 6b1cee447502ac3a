package dev.unroll.autograd.op.reduction;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.ReductionKernel;
import java.util.Arrays;

/// The sum over axes: `y = Σ x`, `dx += dy` for each term; the sum of nothing is 0. Sums are taken in the
/// order of [ReductionKernel#sum].
public final class SumOp implements Operation {
  private final Reduction reduction;

  private SumOp(Reduction reduction) {
    this.reduction = reduction;
  }

  /// The reduction over the given axes, which are gone from the result's shape; over all of them if none
  /// is given. Negative axes count from the innermost.
  public static Variable apply(Variable x, int... axes) {
    Tape tape = x.tape();
    Reduction reduction = Reduction.over("sum", x.shape(), axes);
    Workspace workspace = tape.workspace();
    ReductionKernel kernel = tape.kernels().reduction();
    Tensor y = tape.take(reduction.result());
    Tensor rows = reduction.rows(x.value(), workspace);
    int length = reduction.length();
    for (int m = 0; m < reduction.rows(); m++) {
      int at = rows.offset() + m * length;
      y.data()[m] = (float) Sums.sum(kernel, length, rows.data(), at);
    }
    reduction.give(rows, workspace);
    return tape.record(new SumOp(reduction), y, x);
  }

  @Override
  public String name() {
    return "sum";
  }

  @Override
  public void backward(Node node) {
    Tensor dy = node.gradient();
    Workspace workspace = node.tape().workspace();
    int length = reduction.length();
    Tensor share = reduction.scratch(workspace);
    for (int m = 0; m < reduction.rows(); m++) {
      float each = dy.data()[dy.offset() + m];
      Arrays.fill(share.data(), m * length, (m + 1) * length, each);
    }
    reduction.addBack(share, node.inputGradient(0));
    workspace.give(share);
  }
}
