package dev.unroll.autograd.op.reduction;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;

/// The logarithm of softmax over axes, of the shape of `x`:
///
///     y = x − log Σ exp x        dx += dy − softmax(x)·Σ dy
///
/// Saved: softmax(x).
public final class LogSoftmaxOp implements Operation {
  private final Reduction reduction;
  private final Tensor savedProbabilities;

  private LogSoftmaxOp(Reduction reduction, Tensor savedProbabilities) {
    this.reduction = reduction;
    this.savedProbabilities = savedProbabilities;
  }

  /// Over the given axes, the innermost if none is given.
  public static Variable apply(Variable x, int... axes) {
    Tape tape = x.tape();
    Reduction reduction = SoftmaxRows.over("log-softmax", x.shape(), axes);
    Workspace workspace = tape.workspace();
    int length = reduction.length();
    Tensor y = tape.take(x.shape());
    Tensor p = tape.take(Shape.of(reduction.rows(), length));
    Tensor rows = reduction.rows(x.value(), workspace);
    Tensor logs = reduction.scratch(workspace);
    float[] logSums = workspace.take(reduction.rows());
    LogProbabilities.of(tape, SoftmaxRows.of(rows, reduction), p, logSums);
    for (int m = 0; m < reduction.rows(); m++) {
      int at = m * length;
      int from = rows.offset() + at;
      tape.kernels()
          .arithmetic()
          .subtract(length, rows.data(), from, 1, logSums, m, 0, logs.data(), at);
    }
    reduction.putBack(logs, y);
    workspace.give(logSums);
    workspace.give(logs);
    reduction.give(rows, workspace);
    return tape.record(new LogSoftmaxOp(reduction, p), y, x);
  }

  @Override
  public String name() {
    return "log-softmax";
  }

  @Override
  public void backward(Node node) {
    KernelSet kernels = node.tape().kernels();
    Workspace workspace = node.tape().workspace();
    Tensor dy = reduction.rows(node.gradient(), workspace);
    Tensor share = reduction.scratch(workspace);
    int length = reduction.length();
    for (int m = 0; m < reduction.rows(); m++) {
      int dyAt = dy.offset() + m * length;
      int at = m * length;
      float sum = kernels.reduction().sum(length, dy.data(), dyAt);
      System.arraycopy(dy.data(), dyAt, share.data(), at, length);
      float[] p = savedProbabilities.data();
      kernels.arithmetic().addScaled(length, -sum, p, at, share.data(), at);
    }
    reduction.addBack(share, node.inputGradient(0));
    workspace.give(share);
    reduction.give(dy, workspace);
  }
}
