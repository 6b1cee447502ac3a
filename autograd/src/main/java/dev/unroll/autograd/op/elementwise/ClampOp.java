package dev.unroll.autograd.op.elementwise;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;

/// Numbers held within bounds: `y = min(max(x, low), high)`, `dx += dy` where `low ≤ x ≤ high`.
public final class ClampOp implements Operation {
  private final float low;
  private final float high;

  private ClampOp(float low, float high) {
    this.low = low;
    this.high = high;
  }

  /// Each element of `x`, at least `low` and at most `high`.
  public static Variable apply(Variable x, float low, float high) {
    if (!(low <= high)) {
      throw new IllegalArgumentException(
          "clamp: expected low ≤ high, got %s and %s".formatted(low, high));
    }
    Tape tape = x.tape();
    Tensor in = x.value();
    Tensor y = tape.take(in.shape());
    tape.kernels()
        .elementwise()
        .clamp(y.elements(), low, high, in.data(), in.offset(), y.data(), y.offset());
    return tape.record(new ClampOp(low, high), y, x);
  }

  @Override
  public String name() {
    return "clamp";
  }

  @Override
  public void backward(Node node) {
    Tensor x = node.inputValue(0);
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    node.tape()
        .kernels()
        .elementwise()
        .clampBackward(
            dy.elements(),
            low,
            high,
            x.data(),
            x.offset(),
            dy.data(),
            dy.offset(),
            dx.data(),
            dx.offset());
  }
}
