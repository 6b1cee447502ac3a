package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.LossKernel;
import dev.unroll.kernels.LossKernel.Loss;
import dev.unroll.kernels.ReductionKernel;

/// A mean of losses of pairs of elements: what [MseOp], [MaeOp], [HuberOp] and
/// [BinaryCrossEntropyOp] share.
///
///     y = (1/n) Σ loss(x, t)        dx += (dy/n)·slope        dt −= (dy/n)·slope
///
/// where the slope is the loss's along x; the binary cross-entropy's along t is −x. Losses are summed in
/// blocks in the order of [ReductionKernel], and the blocks' sums in double.
final class ElementLoss implements Operation {
  private static final int BLOCK = 1024;

  private final String name;
  private final Loss loss;
  private final float delta;

  private ElementLoss(String name, Loss loss, float delta) {
    this.name = name;
    this.loss = loss;
    this.delta = delta;
  }

  static Variable mean(String name, Loss loss, float delta, Variable prediction, Variable target) {
    Tensor x = prediction.value();
    Tensor t = target.value();
    if (!x.shape().equals(t.shape())) {
      throw new IllegalArgumentException(
          "%s: expected prediction and target of one shape, got %s and %s"
              .formatted(name, x.shape(), t.shape()));
    }
    Tape tape = prediction.tape();
    LossKernel kernel = tape.kernels().loss();
    ReductionKernel reduction = tape.kernels().reduction();
    int count = x.elements();
    float[] losses = tape.workspace().take(BLOCK);
    double sum = 0;
    for (int from = 0; from < count; from += BLOCK) {
      int length = Math.min(BLOCK, count - from);
      int xAt = x.offset() + from;
      int tAt = t.offset() + from;
      kernel.values(loss, delta, length, x.data(), xAt, t.data(), tAt, losses, 0);
      sum += reduction.sum(length, losses, 0);
    }
    tape.workspace().give(losses);
    Tensor mean = tape.take(Shape.SCALAR);
    mean.fill(count == 0 ? 0 : (float) (sum / count));
    return tape.record(new ElementLoss(name, loss, delta), mean, prediction, target);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void backward(Node node) {
    Tensor x = node.inputValue(0);
    Tensor t = node.inputValue(1);
    Tensor dx = node.inputGradient(0);
    Tensor dt = node.inputGradient(1);
    int count = x.elements();
    float scale = (float) ((double) node.gradient().item() / count);
    Workspace workspace = node.tape().workspace();
    Tensor slopes = workspace.take(x.shape());
    node.tape()
        .kernels()
        .loss()
        .slopes(
            loss,
            delta,
            count,
            x.data(),
            x.offset(),
            t.data(),
            t.offset(),
            slopes.data(),
            slopes.offset());
    add(node, scale, slopes, dx);
    add(node, -scale, loss == Loss.BINARY_CROSS_ENTROPY ? x : slopes, dt);
    workspace.give(slopes);
  }

  private static void add(Node node, float factor, Tensor slopes, Tensor sum) {
    if (sum != null) {
      node.tape()
          .kernels()
          .arithmetic()
          .addScaled(
              sum.elements(), factor, slopes.data(), slopes.offset(), sum.data(), sum.offset());
    }
  }
}
