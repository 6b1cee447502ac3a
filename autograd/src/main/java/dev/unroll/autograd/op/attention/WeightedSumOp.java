package dev.unroll.autograd.op.attention;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.KernelSet;

/// A sequence summed over time with a weight for each step, the last part of attention:
///
///     y[n] = Σ_t w[t,n] values[t,n]        dw[t,n] += dy[n]·values[t,n]        dvalues[t,n] += w[t,n] dy[n]
///
/// - `w [T,N]`, `values [T,N,V]`; `y [N,V]`
final class WeightedSumOp implements Operation {
  private static final WeightedSumOp WEIGHTED_SUM = new WeightedSumOp();

  private WeightedSumOp() {}

  static Variable apply(Variable weights, Variable values) {
    Shape v = values.shape();
    if (v.rank() != 3 || !weights.shape().equals(Shape.of(v.dimension(0), v.dimension(1)))) {
      throw new IllegalArgumentException(
          "attention: expected weights [T,N] and values [T,N,V], got %s and %s"
              .formatted(weights.shape(), v));
    }
    Tape tape = weights.tape();
    int batch = v.dimension(1);
    int width = v.dimension(2);
    Tensor w = weights.value();
    Tensor from = values.value();
    Tensor y = tape.take(Shape.of(batch, width));
    y.fill(0);
    for (int m = 0; m < w.elements(); m++) {
      tape.kernels()
          .arithmetic()
          .addScaled(
              width,
              w.data()[w.offset() + m],
              from.data(),
              from.offset() + m * width,
              y.data(),
              m % batch * width);
    }
    return tape.record(WEIGHTED_SUM, y, weights, values);
  }

  @Override
  public String name() {
    return "weighted-sum";
  }

  @Override
  public void backward(Node node) {
    KernelSet kernels = node.tape().kernels();
    Tensor w = node.inputValue(0);
    Tensor values = node.inputValue(1);
    Tensor dw = node.inputGradient(0);
    Tensor dv = node.inputGradient(1);
    Tensor dy = node.gradient();
    int batch = dy.shape().dimension(0);
    int width = dy.shape().dimension(1);
    for (int m = 0; m < w.elements(); m++) {
      int row = dy.offset() + m % batch * width;
      int at = values.offset() + m * width;
      if (dw != null) {
        dw.data()[dw.offset() + m] +=
            kernels.reduction().dot(width, dy.data(), row, values.data(), at);
      }
      if (dv != null) {
        float factor = w.data()[w.offset() + m];
        kernels
            .arithmetic()
            .addScaled(width, factor, dy.data(), row, dv.data(), dv.offset() + m * width);
      }
    }
  }
}
