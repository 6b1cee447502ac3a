package dev.unroll.autograd.op.attention;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.ArithmeticKernel;
import dev.unroll.kernels.ReductionKernel;

/// How well a query matches each key of a sequence:
///
///     s[t,n] = scale · query[n]·keys[t,n]
///     dquery[n] += scale·Σ_t ds[t,n] keys[t,n]        dkeys[t,n] += scale·ds[t,n] query[n]
///
/// - `query [N,H]`, `keys [T,N,H]`; `s [T,N]`
final class AttentionScoresOp implements Operation {
  private final float scale;

  private AttentionScoresOp(float scale) {
    this.scale = scale;
  }

  static Variable apply(Variable query, Variable keys, float scale) {
    Shape k = keys.shape();
    if (k.rank() != 3 || !query.shape().equals(Shape.of(k.dimension(1), k.dimension(2)))) {
      throw new IllegalArgumentException(
          "attention: expected query [N,H] and keys [T,N,H], got %s and %s"
              .formatted(query.shape(), k));
    }
    Tape tape = query.tape();
    ReductionKernel kernel = tape.kernels().reduction();
    int batch = k.dimension(1);
    int width = k.dimension(2);
    Tensor q = query.value();
    Tensor y = tape.take(Shape.of(k.dimension(0), batch));
    for (int m = 0; m < y.elements(); m++) {
      int at = q.offset() + m % batch * width;
      int from = keys.value().offset() + m * width;
      y.data()[m] = scale * kernel.dot(width, q.data(), at, keys.value().data(), from);
    }
    return tape.record(new AttentionScoresOp(scale), y, query, keys);
  }

  @Override
  public String name() {
    return "attention-scores";
  }

  @Override
  public boolean overTime() {
    return true;
  }

  @Override
  public void backward(Node node) {
    ArithmeticKernel kernel = node.tape().kernels().arithmetic();
    Tensor query = node.inputValue(0);
    Tensor keys = node.inputValue(1);
    Tensor dq = node.inputGradient(0);
    Tensor dk = node.inputGradient(1);
    Tensor ds = node.gradient();
    int batch = keys.shape().dimension(1);
    int width = keys.shape().dimension(2);
    for (int m = 0; m < ds.elements(); m++) {
      float factor = scale * ds.data()[ds.offset() + m];
      int row = m % batch * width;
      if (dq != null) {
        kernel.addScaled(
            width, factor, keys.data(), keys.offset() + m * width, dq.data(), dq.offset() + row);
      }
      if (dk != null) {
        kernel.addScaled(
            width, factor, query.data(), query.offset() + row, dk.data(), dk.offset() + m * width);
      }
    }
  }
}
