package dev.unroll.autograd.op.attention;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.autograd.op.layout.Padding;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.ArithmeticKernel;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.RecurrentSequence;
import java.util.Arrays;

/// The scores of additive attention, from projected queries and keys:
///
///     h[n,s,t] = tanh(q[s,n] + k[t,n])        s[n,s,t] = v·h[n,s,t]
///
/// backward, with da[n,s,t] = ds[n,s,t]·v ⊙ (1 − h[n,s,t]²):
///
///     dq[s,n] += Σ_t da[n,s,t]        dk[t,n] += Σ_s da[n,s,t]        dv += Σ ds[n,s,t] h[n,s,t]
///
/// - `q [S,N,A]`, `k [T,N,A]`, `v [A]`; `s [N,S,T]`, 0 from `lengths[n]` on: those keys are not read and
///   get no gradient
///
/// Saved: h.
final class AdditiveScoresOp implements Operation {
  private final int[] lengths;
  private final Tensor savedH;

  private AdditiveScoresOp(int[] lengths, Tensor savedH) {
    this.lengths = lengths;
    this.savedH = savedH;
  }

  static Variable apply(Variable queries, Variable keys, Variable scoreWeight, int[] lengths) {
    Shape q = queries.shape();
    Shape k = keys.shape();
    int width = scoreWeight.shape().elements();
    boolean fits = q.rank() == 3 && k.rank() == 3 && q.dimension(1) == k.dimension(1);
    if (!fits || q.dimension(2) != width || k.dimension(2) != width) {
      throw new IllegalArgumentException(
          "attention: expected queries [S,N,%d] and keys [T,N,%d], got %s and %s"
              .formatted(width, width, q, k));
    }
    int count = q.dimension(0);
    int batch = q.dimension(1);
    int steps = k.dimension(0);
    RecurrentSequence.checkLengths(lengths, batch, steps);
    Tape tape = queries.tape();
    KernelSet kernels = tape.kernels();
    Tensor qs = queries.value();
    Tensor ks = keys.value();
    Tensor v = scoreWeight.value();
    Tensor s = tape.take(Shape.of(batch, count, steps));
    Tensor h = tape.take(Shape.of(batch, count, steps, width));
    s.fill(0);
    for (int row = 0; row < batch * count; row++) {
      int n = row / count;
      int length = Padding.length(lengths, n, steps);
      int hAt = row * steps * width;
      int qAt = qs.offset() + (row % count * batch + n) * width;
      for (int t = 0; t < length; t++) {
        int kAt = ks.offset() + (t * batch + n) * width;
        kernels
            .arithmetic()
            .add(width, qs.data(), qAt, 1, ks.data(), kAt, 1, h.data(), hAt + t * width);
      }
      kernels.activation().tanh(length * width, h.data(), hAt, h.data(), hAt);
      for (int t = 0; t < length; t++) {
        s.data()[row * steps + t] =
            kernels.reduction().dot(width, v.data(), v.offset(), h.data(), hAt + t * width);
      }
    }
    return tape.record(new AdditiveScoresOp(tape.copy(lengths), h), s, queries, keys, scoreWeight);
  }

  @Override
  public String name() {
    return "additive-scores";
  }

  @Override
  public void backward(Node node) {
    ArithmeticKernel arithmetic = node.tape().kernels().arithmetic();
    Workspace workspace = node.tape().workspace();
    Tensor v = node.inputValue(2);
    Tensor dq = node.inputGradient(0);
    Tensor dk = node.inputGradient(1);
    Tensor dv = node.inputGradient(2);
    Tensor ds = node.gradient();
    int batch = savedH.shape().dimension(0);
    int count = savedH.shape().dimension(1);
    int steps = savedH.shape().dimension(2);
    int width = v.elements();
    float[] dh = workspace.take(steps * width);
    float[] da = workspace.take(steps * width);
    for (int row = 0; row < batch * count; row++) {
      int n = row / count;
      int length = Padding.length(lengths, n, steps);
      int hAt = row * steps * width;
      int dsAt = ds.offset() + row * steps;
      // 1. dh = ds·v, and v's own gradient
      for (int t = 0; t < length; t++) {
        arithmetic.multiply(width, v.data(), v.offset(), 1, ds.data(), dsAt + t, 0, dh, t * width);
        if (dv != null) {
          float factor = ds.data()[dsAt + t];
          arithmetic.addScaled(
              width, factor, savedH.data(), hAt + t * width, dv.data(), dv.offset());
        }
      }
      // 2. through tanh
      Arrays.fill(da, 0, length * width, 0);
      node.tape()
          .kernels()
          .activation()
          .tanhBackward(length * width, savedH.data(), hAt, dh, 0, da, 0);
      // 3. the query and the keys
      for (int t = 0; t < length; t++) {
        if (dq != null) {
          int at = dq.offset() + (row % count * batch + n) * width;
          Blocks.add(width, da, t * width, dq.data(), at);
        }
        if (dk != null) {
          int at = dk.offset() + (t * batch + n) * width;
          Blocks.add(width, da, t * width, dk.data(), at);
        }
      }
    }
    workspace.give(da);
    workspace.give(dh);
  }
}
