package dev.unroll.autograd.op.elementwise;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;

/// Dropout for sequences: one mask for each row, the same at every time step:
///
///     y[t] = x[t] ⊙ m        dx[t] += dy[t] ⊙ m        m ∈ {0, 1/(1 − p)}, drawn once
///
/// - `x [T,N,...]`; one number is drawn for each element of a step, in order
///
/// Source: Gal and Ghahramani, *A theoretically grounded application of dropout in recurrent neural
/// networks*, 2016.
public final class VariationalDropoutOp implements Operation {
  private final Tensor savedMask;

  private VariationalDropoutOp(Tensor savedMask) {
    this.savedMask = savedMask;
  }

  /// Dropout with probability 0 ≤ p < 1; with p = 0 it is `x` itself and nothing is drawn.
  public static Variable apply(Variable x, float probability, RandomStream random) {
    Shape shape = x.shape();
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "dropout: expected a probability from 0 to below 1, got " + probability);
    }
    if (shape.rank() < 2) {
      throw new IllegalArgumentException(
          "variational-dropout: expected x of shape [T,N,...], got " + shape);
    }
    if (probability == 0) {
      return x;
    }
    Tape tape = x.tape();
    Tensor in = x.value();
    Tensor y = tape.take(shape);
    int width = Blocks.inner(in, 1);
    Tensor mask = tape.take(Shape.of(width));
    random.fillKept(mask, probability, 1 / (1 - probability));
    for (int t = 0; t < shape.dimension(0); t++) {
      tape.kernels()
          .arithmetic()
          .multiply(
              width, in.data(), in.offset() + t * width, 1, mask.data(), 0, 1, y.data(), t * width);
    }
    return tape.record(new VariationalDropoutOp(mask), y, x);
  }

  @Override
  public String name() {
    return "variational-dropout";
  }

  @Override
  public boolean overTime() {
    return true;
  }

  @Override
  public void backward(Node node) {
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    int width = savedMask.elements();
    for (int t = 0; t < dy.shape().dimension(0); t++) {
      node.tape()
          .kernels()
          .arithmetic()
          .multiplyAdd(
              width,
              dy.data(),
              dy.offset() + t * width,
              savedMask.data(),
              0,
              dx.data(),
              dx.offset() + t * width);
    }
  }
}
