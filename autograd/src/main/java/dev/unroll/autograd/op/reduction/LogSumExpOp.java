package dev.unroll.autograd.op.reduction;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;

/// The logarithm of a sum of exponentials over axes, which are gone from the result's shape:
///
///     y = log Σ exp x        dx += dy·softmax(x)
///
/// computed from the maximum, so that nothing overflows. Of nothing but −∞ it is −∞, with +∞ among the numbers it
/// is +∞. Saved: softmax(x).
public final class LogSumExpOp implements Operation {
  private final Reduction reduction;
  private final Tensor savedProbabilities;

  private LogSumExpOp(Reduction reduction, Tensor savedProbabilities) {
    this.reduction = reduction;
    this.savedProbabilities = savedProbabilities;
  }

  /// Over the given axes, the innermost if none is given.
  public static Variable apply(Variable x, int... axes) {
    Tape tape = x.tape();
    Reduction reduction = SoftmaxRows.over("log-sum-exp", x.shape(), axes);
    Workspace workspace = tape.workspace();
    Tensor y = tape.take(reduction.result());
    Tensor p = tape.take(Shape.of(reduction.rows(), reduction.length()));
    Tensor rows = reduction.rows(x.value(), workspace);
    LogProbabilities.of(tape, SoftmaxRows.of(rows, reduction), p, y.data());
    for (int m = 0; m < reduction.rows(); m++) {
      if (Float.isNaN(y.data()[m])) {
        y.data()[m] = infinite(reduction.length(), rows, m, p);
      }
    }
    reduction.give(rows, workspace);
    return tape.record(new LogSumExpOp(reduction, p), y, x);
  }

  /// A row with infinities: the result, which is the greatest number, and its gradient, in equal parts to all
  /// that are +∞, nothing where there is nothing but −∞. A NaN stays.
  private static float infinite(int length, Tensor rows, int m, Tensor p) {
    float greatest = Float.NEGATIVE_INFINITY;
    int count = 0;
    for (int i = m * length; i < (m + 1) * length; i++) {
      float x = rows.data()[rows.offset() + i];
      greatest = Math.max(greatest, x);
      count += x == Float.POSITIVE_INFINITY ? 1 : 0;
    }
    if (Float.isInfinite(greatest)) {
      for (int i = m * length; i < (m + 1) * length; i++) {
        boolean wins = rows.data()[rows.offset() + i] == Float.POSITIVE_INFINITY;
        p.data()[i] = wins ? 1f / count : 0;
      }
    }
    return greatest;
  }

  @Override
  public String name() {
    return "log-sum-exp";
  }

  @Override
  public void backward(Node node) {
    Workspace workspace = node.tape().workspace();
    Tensor dy = node.gradient();
    Tensor share = reduction.scratch(workspace);
    int length = reduction.length();
    for (int m = 0; m < reduction.rows(); m++) {
      float factor = dy.data()[dy.offset() + m];
      for (int i = m * length; i < (m + 1) * length; i++) {
        share.data()[i] = factor * savedProbabilities.data()[i];
      }
    }
    reduction.addBack(share, node.inputGradient(0));
    workspace.give(share);
  }
}
