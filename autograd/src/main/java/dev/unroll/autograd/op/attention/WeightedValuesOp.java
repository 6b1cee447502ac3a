package dev.unroll.autograd.op.attention;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Padding;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;

/// A sequence summed over time with the weights of queries, the last part of attention, one
/// product for each row of the batch:
///
///     y[·,n] = w[n]·values[·,n]                                        [S,V]
///     dw[n] += dy[·,n]·values[·,n]ᵀ        dvalues[·,n] += w[n]ᵀ·dy[·,n]
///
/// - `w [N,S,T]`, `values [T,N,V]`; `y [S,N,V]`. Values from `lengths[n]` on are not read and get no
///   gradient
final class WeightedValuesOp implements Operation {
  private final int[] lengths;

  private WeightedValuesOp(int[] lengths) {
    this.lengths = lengths;
  }

  static Variable apply(Variable weights, Variable values, int[] lengths) {
    Shape w = weights.shape();
    Shape v = values.shape();
    if (v.rank() != 3 || v.dimension(0) != w.dimension(2) || v.dimension(1) != w.dimension(0)) {
      throw new IllegalArgumentException(
          "attention: expected weights [N,S,T] and values [T,N,V], got %s and %s".formatted(w, v));
    }
    Tape tape = weights.tape();
    GemmKernel gemm = tape.kernels().gemm();
    int queries = w.dimension(1);
    int steps = w.dimension(2);
    Tensor y = tape.take(Shape.of(queries, v.dimension(1), v.dimension(2)));
    for (int n = 0; n < v.dimension(1); n++) {
      int length = Padding.length(lengths, n, steps);
      Matrix left = AttentionRows.weights(weights.value(), n, length);
      Matrix right = AttentionRows.of(values.value(), n, length);
      Matrix context = AttentionRows.of(y, n, queries);
      gemm.multiply(left, right, context, tape.workspace(), tape.workers());
    }
    return tape.record(new WeightedValuesOp(tape.copy(lengths)), y, weights, values);
  }

  @Override
  public String name() {
    return "weighted-values";
  }

  @Override
  public void backward(Node node) {
    Tape tape = node.tape();
    GemmKernel gemm = tape.kernels().gemm();
    Tensor weights = node.inputValue(0);
    Tensor values = node.inputValue(1);
    Tensor dw = node.inputGradient(0);
    Tensor dv = node.inputGradient(1);
    Tensor dy = node.gradient();
    int queries = weights.shape().dimension(1);
    int steps = weights.shape().dimension(2);
    for (int n = 0; n < values.shape().dimension(1); n++) {
      int length = Padding.length(lengths, n, steps);
      Matrix d = AttentionRows.of(dy, n, queries);
      if (dw != null) {
        Matrix right = AttentionRows.of(values, n, length);
        Matrix sum = AttentionRows.weights(dw, n, length);
        gemm.multiplyAdd(d, right.transpose(), sum, tape.workspace(), tape.workers());
      }
      if (dv != null) {
        Matrix left = AttentionRows.weights(weights, n, length);
        Matrix sum = AttentionRows.of(dv, n, length);
        gemm.multiplyAdd(left.transpose(), d, sum, tape.workspace(), tape.workers());
      }
    }
  }
}
