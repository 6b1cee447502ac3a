package dev.unroll.autograd.op.reduction;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;

/// Softmax over axes, of the shape of `x`:
///
///     y = exp(x − max x) / Σ exp(x − max x)        dx += y ⊙ (dy − Σ dy ⊙ y)
///
/// Sums are taken in the order of [dev.unroll.kernels.SoftmaxKernel].
public final class SoftmaxOp implements Operation {
  private final Reduction reduction;

  private SoftmaxOp(Reduction reduction) {
    this.reduction = reduction;
  }

  /// Softmax over the given axes, the innermost if none is given.
  public static Variable apply(Variable x, int... axes) {
    Tape tape = x.tape();
    Reduction reduction = SoftmaxRows.over("softmax", x.shape(), axes);
    Workspace workspace = tape.workspace();
    Tensor y = tape.take(x.shape());
    Tensor rows = reduction.rows(x.value(), workspace);
    Tensor p = reduction.scratch(workspace);
    tape.kernels()
        .softmax()
        .softmax(
            SoftmaxRows.of(rows, reduction),
            SoftmaxRows.of(p, reduction),
            workspace,
            tape.workers());
    reduction.putBack(p, y);
    workspace.give(p);
    reduction.give(rows, workspace);
    return tape.record(new SoftmaxOp(reduction), y, x);
  }

  @Override
  public String name() {
    return "softmax";
  }

  @Override
  public void backward(Node node) {
    KernelSet kernels = node.tape().kernels();
    Workspace workspace = node.tape().workspace();
    Tensor y = reduction.rows(node.value(), workspace);
    Tensor dy = reduction.rows(node.gradient(), workspace);
    Tensor share = reduction.scratch(workspace);
    int length = reduction.length();
    for (int m = 0; m < reduction.rows(); m++) {
      int yAt = y.offset() + m * length;
      int dyAt = dy.offset() + m * length;
      float mean = kernels.reduction().dot(length, dy.data(), dyAt, y.data(), yAt);
      for (int i = 0; i < length; i++) {
        share.data()[m * length + i] = y.data()[yAt + i] * (dy.data()[dyAt + i] - mean);
      }
    }
    reduction.addBack(share, node.inputGradient(0));
    workspace.give(share);
    reduction.give(dy, workspace);
    reduction.give(y, workspace);
  }
}
