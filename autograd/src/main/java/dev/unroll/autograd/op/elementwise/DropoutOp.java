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
    float grown = 1 / (1 - probability);
    for (int i = 0; i < y.elements(); i++) {
      float factor = random.nextFloat() < probability ? 0 : grown;
      mask.data()[i] = factor;
      y.data()[i] = input.data()[input.offset() + i] * factor;
    }
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
    for (int i = 0; i < dy.elements(); i++) {
      dx.data()[dx.offset() + i] +=
          dy.data()[dy.offset() + i] * savedMask.data()[savedMask.offset() + i];
    }
  }
}
