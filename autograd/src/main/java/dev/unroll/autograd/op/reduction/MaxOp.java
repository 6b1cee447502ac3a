package dev.unroll.autograd.op.reduction;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.ReductionKernel;

/// The maximum over axes; the whole of `dy` goes to the first of the greatest numbers. A NaN is greater than
/// every number.
public final class MaxOp implements Operation {
  private final Reduction reduction;

  private MaxOp(Reduction reduction) {
    this.reduction = reduction;
  }

  /// The reduction over the given axes, which are gone from the result's shape; over all of them if none
  /// is given. Negative axes count from the innermost.
  public static Variable apply(Variable x, int... axes) {
    Tape tape = x.tape();
    Reduction reduction = Reduction.over("max", x.shape(), axes);
    if (reduction.length() == 0) {
      throw new IllegalArgumentException("max: %s has nothing to choose from".formatted(x.shape()));
    }
    Workspace workspace = tape.workspace();
    ReductionKernel kernel = tape.kernels().reduction();
    Tensor y = tape.take(reduction.result());
    Tensor rows = reduction.rows(x.value(), workspace);
    int length = reduction.length();
    for (int m = 0; m < reduction.rows(); m++) {
      int at = rows.offset() + m * length;
      y.data()[m] = kernel.maximum(length, rows.data(), at);
    }
    reduction.give(rows, workspace);
    return tape.record(new MaxOp(reduction), y, x);
  }

  @Override
  public String name() {
    return "max";
  }

  @Override
  public void backward(Node node) {
    Tensor dy = node.gradient();
    Workspace workspace = node.tape().workspace();
    int length = reduction.length();
    Tensor share = reduction.scratch(workspace);
    Tensor rows = reduction.rows(node.inputValue(0), workspace);
    share.fill(0);
    for (int m = 0; m < reduction.rows(); m++) {
      int at = m * length;
      int first = 0;
      while (Float.compare(rows.data()[rows.offset() + at + first], node.value().data()[m]) != 0
          && first < length - 1) {
        first++;
      }
      share.data()[at + first] = dy.data()[dy.offset() + m];
    }
    reduction.give(rows, workspace);
    reduction.addBack(share, node.inputGradient(0));
    workspace.give(share);
  }
}
