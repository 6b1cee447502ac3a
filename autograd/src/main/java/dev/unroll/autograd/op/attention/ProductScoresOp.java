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
import dev.unroll.kernels.RecurrentSequence;

/// How well each of several queries matches each key of a sequence, one product for each row of the batch:
///
///     s[n] = scale · queries[·,n]·keys[·,n]ᵀ                          [S,T]
///     dqueries[·,n] += scale·ds[n]·keys[·,n]        dkeys[·,n] += scale·ds[n]ᵀ·queries[·,n]
///
/// - `queries [S,N,H]`, `keys [T,N,H]`; `s [N,S,T]`, 0 from `lengths[n]` on: those keys are not read and
///   get no gradient
final class ProductScoresOp implements Operation {
  private final float scale;
  private final int[] lengths;

  private ProductScoresOp(float scale, int[] lengths) {
    this.scale = scale;
    this.lengths = lengths;
  }

  static Variable apply(Variable queries, Variable keys, float scale, int[] lengths) {
    Shape q = queries.shape();
    Shape k = keys.shape();
    int count = q.dimension(0);
    int batch = k.dimension(1);
    int steps = k.dimension(0);
    RecurrentSequence.checkLengths(lengths, batch, steps);
    Tape tape = queries.tape();
    GemmKernel gemm = tape.kernels().gemm();
    Tensor s = tape.take(Shape.of(batch, count, steps));
    s.fill(0);
    for (int n = 0; n < batch; n++) {
      int length = Padding.length(lengths, n, steps);
      Matrix left = AttentionRows.of(queries.value(), n, count);
      Matrix right = AttentionRows.of(keys.value(), n, length);
      Matrix scores = AttentionRows.weights(s, n, length);
      gemm.multiply(left, right.transpose(), scores, tape.workspace(), tape.workers());
    }
    scaled(s, scale, s);
    return tape.record(new ProductScoresOp(scale, tape.copy(lengths)), s, queries, keys);
  }

  @Override
  public String name() {
    return "attention-scores";
  }

  @Override
  public void backward(Node node) {
    Tape tape = node.tape();
    GemmKernel gemm = tape.kernels().gemm();
    Tensor queries = node.inputValue(0);
    Tensor keys = node.inputValue(1);
    Tensor dq = node.inputGradient(0);
    Tensor dk = node.inputGradient(1);
    int count = queries.shape().dimension(0);
    int steps = keys.shape().dimension(0);
    Tensor ds = tape.workspace().take(node.gradient().shape());
    scaled(node.gradient(), scale, ds);
    for (int n = 0; n < keys.shape().dimension(1); n++) {
      int length = Padding.length(lengths, n, steps);
      Matrix d = AttentionRows.weights(ds, n, length);
      if (dq != null) {
        Matrix right = AttentionRows.of(keys, n, length);
        Matrix sum = AttentionRows.of(dq, n, count);
        gemm.multiplyAdd(d, right, sum, tape.workspace(), tape.workers());
      }
      if (dk != null) {
        Matrix right = AttentionRows.of(queries, n, count);
        Matrix sum = AttentionRows.of(dk, n, length);
        gemm.multiplyAdd(d.transpose(), right, sum, tape.workspace(), tape.workers());
      }
    }
    tape.workspace().give(ds);
  }

  /// `y = factor·x`.
  private static void scaled(Tensor x, float factor, Tensor y) {
    for (int i = 0; i < x.elements(); i++) {
      y.data()[y.offset() + i] = factor * x.data()[x.offset() + i];
    }
  }
}
