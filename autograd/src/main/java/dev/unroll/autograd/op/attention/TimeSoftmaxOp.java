package dev.unroll.autograd.op.attention;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.RecurrentSequence;

/// Softmax along time, each row over its own steps alone; padding gets weight 0 and no gradient:
///
///     y[t,n] = exp(x[t,n]) / Σ_{t' < L(n)} exp(x[t',n])        dx += y ⊙ (dy − Σ_t dy ⊙ y)
///
/// - `x [T,N]`, `lengths [N]` or null where all rows are T long (kept by reference). A row of length 0
///   gets only zeros
final class TimeSoftmaxOp implements Operation {
  private final int[] lengths;

  private TimeSoftmaxOp(int[] lengths) {
    this.lengths = lengths;
  }

  static Variable apply(Variable x, int[] lengths) {
    Shape shape = x.shape();
    int steps = shape.dimension(0);
    int batch = shape.dimension(1);
    RecurrentSequence.checkLengths(lengths, batch, steps);
    Tape tape = x.tape();
    Workspace workspace = tape.workspace();
    Tensor y = tape.take(shape);
    y.fill(0);
    Tensor in = x.value();
    for (int n = 0; n < batch; n++) {
      int length = lengths == null ? steps : lengths[n];
      if (length > 0) {
        Tensor row = workspace.take(Shape.of(1, length));
        for (int t = 0; t < length; t++) {
          row.data()[t] = in.data()[in.offset() + t * batch + n];
        }
        tape.kernels().softmax().softmax(row, row, workspace, tape.workers());
        for (int t = 0; t < length; t++) {
          y.data()[t * batch + n] = row.data()[t];
        }
        workspace.give(row);
      }
    }
    return tape.record(new TimeSoftmaxOp(lengths), y, x);
  }

  @Override
  public String name() {
    return "time-softmax";
  }

  @Override
  public boolean overTime() {
    return true;
  }

  @Override
  public void backward(Node node) {
    KernelSet kernels = node.tape().kernels();
    Workspace workspace = node.tape().workspace();
    Tensor y = node.value();
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    int steps = y.shape().dimension(0);
    int batch = y.shape().dimension(1);
    float[] weights = workspace.take(steps);
    float[] gradients = workspace.take(steps);
    for (int n = 0; n < batch; n++) {
      int length = lengths == null ? steps : lengths[n];
      for (int t = 0; t < length; t++) {
        weights[t] = y.data()[y.offset() + t * batch + n];
        gradients[t] = dy.data()[dy.offset() + t * batch + n];
      }
      float mean = kernels.reduction().dot(length, gradients, 0, weights, 0);
      for (int t = 0; t < length; t++) {
        dx.data()[dx.offset() + t * batch + n] += weights[t] * (gradients[t] - mean);
      }
    }
    workspace.give(gradients);
    workspace.give(weights);
  }
}
