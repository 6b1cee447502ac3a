package dev.unroll.autograd.op.elementwise;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;

/// Inverted dropout: each element is made zero with probability p, the others grow by 1/(1 − p), so that
/// the expectation stays:
///
///     y = x ⊙ m        dx += dy ⊙ m        m ∈ {0, 1/(1 − p)}
///
/// One number is drawn for each element, in order, from the given stream and from nowhere else.
///
/// Source: Srivastava et al., *Dropout: a simple way to prevent neural networks from overfitting*, 2014.
public final class DropoutOp implements Operation {
  private final Tensor savedMask;

  private DropoutOp(Tensor savedMask) {
    this.savedMask = savedMask;
  }

  /// Dropout with probability 0 ≤ p < 1; with p = 0 it is `x` itself and nothing is drawn.
  public static Variable apply(Variable x, float probability, RandomStream random) {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "dropout: expected a probability from 0 to below 1, got " + probability);
    }
    if (probability == 0) {
      return x;
    }
    Tape tape = x.tape();
    Tensor input = x.value();
    Tensor y = tape.take(x.shape());
    Tensor mask = tape.take(x.shape());
    random.fillKept(mask, probability, 1 / (1 - probability));
    tape.kernels()
        .arithmetic()
        .multiply(
            y.elements(),
            input.data(),
            input.offset(),
            1,
            mask.data(),
            mask.offset(),
            1,
            y.data(),
            y.offset());
    return tape.record(new DropoutOp(mask), y, x);
  }

  @Override
  public String name() {
    return "dropout";
  }

  @Override
  public void backward(Node node) {
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    node.tape()
        .kernels()
        .arithmetic()
        .multiplyAdd(
            dy.elements(),
            dy.data(),
            dy.offset(),
            savedMask.data(),
            savedMask.offset(),
            dx.data(),
            dx.offset());
  }
}
