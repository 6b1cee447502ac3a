package dev.unroll.autograd.op.elementwise;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;

/// Truncates backpropagation through time at random, without bias: forward the identity (a window on `x`),
/// backward
///
///     dx += ξ·dy        ξ = 0 with probability 1 − π, else 1/π
///
/// so that the expectation of the gradient is the full one. Put on the state between two steps or two chunks
/// of a sequence. One number is drawn for each use.
///
/// Source: Tallec and Ollivier, *Unbiasing truncated backpropagation through time*, 2017.
public final class RandomTruncationOp implements Operation {
  private final float factor;

  private RandomTruncationOp(float factor) {
    this.factor = factor;
  }

  /// Goes on with probability `0 < π ≤ 1`.
  public static Variable apply(Variable x, float continuation, RandomStream random) {
    if (!(continuation > 0 && continuation <= 1)) {
      throw new IllegalArgumentException(
          "random-truncation: expected a probability above 0, at most 1, got " + continuation);
    }
    return weighted(x, random.nextFloat() < continuation ? 1 / continuation : 0);
  }

  /// The same with ξ given.
  public static Variable weighted(Variable x, float factor) {
    Tape tape = x.tape();
    return tape.record(new RandomTruncationOp(factor), x.value(), x);
  }

  @Override
  public String name() {
    return "random-truncation";
  }

  @Override
  public void backward(Node node) {
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    node.tape()
        .kernels()
        .arithmetic()
        .addScaled(dy.elements(), factor, dy.data(), dy.offset(), dx.data(), dx.offset());
  }
}
