package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.LossOutput;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.LossKernel.Loss;
import dev.unroll.kernels.ReductionKernel;

/// Losses of pairs of elements: what [MseOp], [MaeOp], [HuberOp] and [BinaryCrossEntropyOp] share.
///
///     sum = Σ w·loss(x, t)        mean = sum/Σ w        dx += dSum·w·slope        dt −= dSum·w·slope
///
/// where the slope is the loss's along x; the binary cross-entropy's along t is −x. w is 1 or, with
/// [ElementWeights], any weight; what has the weight 0 is not looked at, whatever it is.
///
/// Losses without weights are summed in blocks in the order of [ReductionKernel], and the blocks' sums in
/// double, as are losses with weights. A loss that is too large for float32, or infinite, is computed again
/// in double, so that a sum is infinite only if float32 cannot hold it.
final class ElementLoss implements Operation {
  private static final int BLOCK = 1024;

  private final String name;
  private final Loss loss;
  private final float delta;
  private final ElementWeights weights;
  private final double divisor;

  private ElementLoss(String name, Loss loss, float delta, ElementWeights weights, double divisor) {
    this.name = name;
    this.loss = loss;
    this.delta = delta;
    this.weights = weights;
    this.divisor = divisor;
  }

  /// @param lengths the steps of each row of sequences `[T,N,...]`, or null
  /// @param weights for the leading axes of the shape, or null
  static LossOutput apply(
      String name,
      Loss loss,
      float delta,
      Variable prediction,
      Variable target,
      int[] lengths,
      Tensor weights) {
    Tensor x = prediction.value();
    Tensor t = target.value();
    if (!x.shape().equals(t.shape())) {
      throw new IllegalArgumentException(
          "%s: expected prediction and target of one shape, got %s and %s"
              .formatted(name, x.shape(), t.shape()));
    }
    Tape tape = prediction.tape();
    ElementWeights saved = ElementWeights.of(name, tape, x, lengths, weights);
    ElementLoss one = new ElementLoss(name, loss, delta, saved, 1);
    int count = x.elements();
    float[] losses = tape.workspace().take(BLOCK);
    double sum = 0;
    for (int from = 0; from < count; from += BLOCK) {
      sum += one.sum(tape.kernels(), from, Math.min(BLOCK, count - from), x, t, losses);
    }
    tape.workspace().give(losses);
    return Outputs.of(
        tape,
        sum,
        saved == null ? count : saved.total(),
        by -> by == 1 ? one : new ElementLoss(name, loss, delta, saved, by),
        prediction,
        target);
  }

  /// The sum of the losses of `length` elements from `from` on.
  private double sum(KernelSet kernels, int from, int length, Tensor x, Tensor t, float[] losses) {
    int xAt = x.offset() + from;
    int tAt = t.offset() + from;
    kernels.loss().values(loss, delta, length, x.data(), xAt, t.data(), tAt, losses, 0);
    if (weights == null) {
      float sum = kernels.reduction().sum(length, losses, 0);
      if (Float.isFinite(sum)) {
        return sum;
      }
    }
    double sum = 0;
    for (int i = 0; i < length; i++) {
      double weight = weights == null ? 1 : weights.of(from + i);
      if (weight != 0) {
        boolean exact = Float.isFinite(losses[i]);
        sum += weight * (exact ? losses[i] : value(x.data()[xAt + i], t.data()[tAt + i]));
      }
    }
    return sum;
  }

  /// The loss of one pair, of any size.
  private double value(double x, double t) {
    double difference = Math.abs(x - t);
    return switch (loss) {
      case SQUARED -> difference * difference;
      case ABSOLUTE -> difference;
      case HUBER ->
          difference <= delta
              ? difference * difference / 2
              : delta * (difference - (double) delta / 2);
      case BINARY_CROSS_ENTROPY ->
          (t == 0 ? 0 : t * softplus(-x)) + (t == 1 ? 0 : (1 - t) * softplus(x));
    };
  }

  /// `ln(1 + eˣ)`.
  private static double softplus(double x) {
    return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void backward(Node node) {
    Tensor x = node.inputValue(0);
    Tensor t = node.inputValue(1);
    Workspace workspace = node.tape().workspace();
    Tensor slopes = workspace.take(x.shape());
    node.tape()
        .kernels()
        .loss()
        .slopes(
            loss,
            delta,
            x.elements(),
            x.data(),
            x.offset(),
            t.data(),
            t.offset(),
            slopes.data(),
            slopes.offset());
    double scale = node.gradient().item() / divisor;
    add(node, scale, slopes, node.inputGradient(0));
    boolean crossed = loss == Loss.BINARY_CROSS_ENTROPY;
    add(node, -scale, crossed ? x : slopes, node.inputGradient(1));
    workspace.give(slopes);
  }

  /// `sum += factor·w ⊙ slopes`, run by run of equal weights.
  private void add(Node node, double factor, Tensor slopes, Tensor sum) {
    if (sum == null || factor == 0) {
      return;
    }
    int end = sum.elements();
    for (int from = 0; from < end; ) {
      int to = weights == null ? end : endOfRun(from, end);
      float weight = weights == null ? 1 : weights.of(from);
      if (weight != 0) {
        node.tape()
            .kernels()
            .arithmetic()
            .addScaled(
                to - from,
                (float) (factor * weight),
                slopes.data(),
                slopes.offset() + from,
                sum.data(),
                sum.offset() + from);
      }
      from = to;
    }
  }

  private int endOfRun(int from, int end) {
    float weight = weights.of(from);
    int to = from + weights.size();
    while (to < end && weights.of(to) == weight) {
      to += weights.size();
    }
    return to;
  }
}
