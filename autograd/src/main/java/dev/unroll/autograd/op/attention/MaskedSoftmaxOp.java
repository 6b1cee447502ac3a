package dev.unroll.autograd.op.attention;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.autograd.op.layout.Padding;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.ReductionKernel;
import dev.unroll.kernels.SoftmaxKernel;

/// Softmax of the scores of queries along time, each row of the batch over its own steps alone:
///
///     y[n,s,t] = exp(x[n,s,t]) / Σ_{t' < L(n)} exp(x[n,s,t'])        dx += y ⊙ (dy − Σ_t dy ⊙ y)
///
/// - `x [N,S,T]`, `lengths [N]` or null where all rows are T long. Padding gets weight
///   0 and no gradient; a row of length 0 gets only zeros
final class MaskedSoftmaxOp implements Operation {
  private final int[] lengths;

  private MaskedSoftmaxOp(int[] lengths) {
    this.lengths = lengths;
  }

  static Variable apply(Variable x, int[] lengths) {
    Shape shape = x.shape();
    int queries = shape.dimension(1);
    int steps = shape.dimension(2);
    Tape tape = x.tape();
    Workspace workspace = tape.workspace();
    SoftmaxKernel kernel = tape.kernels().softmax();
    Tensor in = x.value();
    Tensor y = tape.take(shape);
    if (lengths == null) {
      kernel.softmax(in, y, workspace, tape.workers());
      return tape.record(new MaskedSoftmaxOp(null), y, x);
    }
    y.fill(0);
    for (int n = 0; n < shape.dimension(0); n++) {
      int length = lengths[n];
      if (length > 0) {
        int at = n * queries * steps;
        Tensor rows = workspace.take(Shape.of(queries, length));
        Blocks.copy(queries, length, in, at, steps, rows, 0, length);
        kernel.softmax(rows, rows, workspace, tape.workers());
        Blocks.copy(queries, length, rows, 0, length, y, at, steps);
        workspace.give(rows);
      }
    }
    return tape.record(new MaskedSoftmaxOp(tape.copy(lengths)), y, x);
  }

  @Override
  public String name() {
    return "masked-softmax";
  }

  @Override
  public void backward(Node node) {
    ReductionKernel kernel = node.tape().kernels().reduction();
    Tensor y = node.value();
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    int queries = y.shape().dimension(1);
    int steps = y.shape().dimension(2);
    for (int row = 0; row < y.shape().dimension(0) * queries; row++) {
      int length = Padding.length(lengths, row / queries, steps);
      int at = y.offset() + row * steps;
      int dyAt = dy.offset() + row * steps;
      float mean = kernel.dot(length, dy.data(), dyAt, y.data(), at);
      addRow(length, mean, y.data(), at, dy.data(), dyAt, dx.data(), dx.offset() + row * steps);
    }
  }

  /// `dx += y·(dy − mean)`.
  private static void addRow(
      int length, float mean, float[] y, int yAt, float[] dy, int dyAt, float[] dx, int dxAt) {
    for (int t = 0; t < length; t++) {
      dx[dxAt + t] = Math.fma(y[yAt + t], dy[dyAt + t] - mean, dx[dxAt + t]);
    }
  }
}
