package dev.unroll.autograd.op;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;

/// A mean of losses of pairs of elements: what [MseOp], [MaeOp], [HuberOp] and
/// [BinaryCrossEntropyOp] share. Losses are summed in double, in order.
final class ElementLoss implements Operation {
  /// The loss of one pair and its derivatives.
  interface Pair {
    /// The loss of a prediction and its target.
    double loss(float prediction, float target);

    /// Its derivative by the prediction.
    double byPrediction(float prediction, float target);

    /// Its derivative by the target.
    double byTarget(float prediction, float target);
  }

  private final String name;
  private final Pair pair;

  private ElementLoss(String name, Pair pair) {
    this.name = name;
    this.pair = pair;
  }

  static Variable mean(String name, Pair pair, Variable prediction, Variable target) {
    Tensor x = prediction.value();
    Tensor t = target.value();
    if (!x.shape().equals(t.shape())) {
      throw new IllegalArgumentException(
          "%s: expected prediction and target of one shape, got %s and %s"
              .formatted(name, x.shape(), t.shape()));
    }
    double sum = 0;
    for (int i = 0; i < x.elements(); i++) {
      sum += pair.loss(x.data()[x.offset() + i], t.data()[t.offset() + i]);
    }
    Tape tape = prediction.tape();
    Tensor loss = tape.take(Shape.SCALAR);
    loss.fill(x.elements() == 0 ? 0 : (float) (sum / x.elements()));
    return tape.record(new ElementLoss(name, pair), loss, prediction, target);
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
    double scale = (double) node.gradient().item() / x.elements();
    for (int i = 0; i < x.elements(); i++) {
      float prediction = x.data()[x.offset() + i];
      float target = t.data()[t.offset() + i];
      if (dx != null) {
        dx.data()[dx.offset() + i] += (float) (scale * pair.byPrediction(prediction, target));
      }
      if (dt != null) {
        dt.data()[dt.offset() + i] += (float) (scale * pair.byTarget(prediction, target));
      }
    }
  }
}
