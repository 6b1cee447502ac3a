package dev.unroll.autograd.op.recurrent;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.autograd.op.layout.Padding;
import dev.unroll.autograd.op.layout.Rows;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;
import java.util.Arrays;

/// What recurrent layers without a kernel of their own share: they run step by step over the products,
/// with one product over all steps wherever no step needs the one before.
final class Steps {
  private Steps() {}

  /// Requires `x [T,N,C]` and returns its shape.
  static Shape sequence(String operation, Variable x) {
    if (x.shape().rank() != 3) {
      throw new IllegalArgumentException(
          "%s: expected x of shape [T,N,C], got %s".formatted(operation, x.shape()));
    }
    return x.shape();
  }

  /// Memory for states `[T+1,N,P]` with the initial one, or zeros, in slot 0.
  static Tensor states(Tape tape, String name, Variable initial, int steps, int batch, int width) {
    Tensor states = tape.take(Shape.of(steps + 1, batch, width));
    Tensor first = states.at(0);
    if (initial == null) {
      first.fill(0);
    } else {
      first.copyFrom(Checks.shape(name, initial.value(), first.shape()));
    }
    return states;
  }

  /// `a [T·N,B] = b_ih + b_hh + x·Wᵀ`, either bias perhaps null.
  static void inputs(
      Tape tape, Variable x, Variable weight, Variable bias, Variable otherBias, Tensor a) {
    int width = a.shape().dimension(-1);
    Checks.shape("input weights", weight.value(), width, x.shape().dimension(-1));
    float[] start = tape.workspace().take(width);
    for (int j = 0; j < width; j++) {
      start[j] = at(bias, j, width) + at(otherBias, j, width);
    }
    for (int row = 0; row < a.elements(); row += width) {
      System.arraycopy(start, 0, a.data(), a.offset() + row, width);
    }
    tape.workspace().give(start);
    GemmKernel gemm = tape.kernels().gemm();
    gemm.multiplyAdd(
        Matrix.of(x.value()),
        Matrix.of(weight.value()).transpose(),
        Matrix.of(a),
        tape.workspace(),
        tape.workers());
  }

  private static float at(Variable bias, int j, int width) {
    return bias == null
        ? 0
        : Checks.shape("bias", bias.value(), width).data()[bias.value().offset() + j];
  }

  /// Step t of a sequence `[T,N,W]` as a matrix `[N,W]`.
  static Matrix step(Tensor sequence, int t) {
    int batch = sequence.shape().dimension(1);
    int width = sequence.shape().dimension(2);
    return Matrix.rowMajor(
        sequence.data(), sequence.offset() + t * batch * width, batch, width, width);
  }

  /// `C += A·B` on a tape's kernels.
  static void multiplyAdd(Tape tape, Matrix a, Matrix b, Matrix c) {
    tape.kernels().gemm().multiplyAdd(a, b, c, tape.workspace(), tape.workers());
  }

  /// Whether row n has ended before step t.
  static boolean ended(int[] lengths, int n, int t) {
    return lengths != null && t >= lengths[n];
  }

  /// The outputs that are seen: a window on slots 1..T of the states, or with lengths a copy that is zero
  /// past each row's end.
  static Tensor visible(Tape tape, Tensor states, int[] lengths) {
    Tensor y = states.slice(1, states.shape().dimension(0));
    if (lengths == null) {
      return y;
    }
    Tensor padded = tape.take(y.shape());
    padded.copyFrom(y);
    Padding.clear(padded, lengths);
    return padded;
  }

  /// Adds `dy[t]` to the state's gradient `dh [N,P]` in the rows that have not ended.
  static void addOutput(Tensor dy, int t, int[] lengths, Tensor dh) {
    int batch = dh.shape().dimension(0);
    int width = dh.shape().dimension(1);
    for (int n = 0; dy != null && n < batch; n++) {
      if (!ended(lengths, n, t)) {
        int from = dy.offset() + (t * batch + n) * width;
        Blocks.add(width, dy.data(), from, dh.data(), dh.offset() + n * width);
      }
    }
  }

  /// The gradient that reaches a final state, as scratch memory `[N,W]`.
  static Tensor last(Tape tape, Tensor gradient, int batch, int width) {
    Tensor last = tape.workspace().take(Shape.of(batch, width));
    if (gradient == null) {
      last.fill(0);
    } else {
      last.copyFrom(gradient);
    }
    return last;
  }

  /// `dh [N,P] = da[t]·R` in the rows that have not ended; the others' gradient is passed on.
  static void back(Tape tape, Tensor da, int t, Tensor weight, int[] lengths, Tensor dh) {
    int batch = dh.shape().dimension(0);
    int width = dh.shape().dimension(1);
    for (int n = 0; n < batch; n++) {
      if (!ended(lengths, n, t)) {
        Arrays.fill(dh.data(), dh.offset() + n * width, dh.offset() + (n + 1) * width, 0);
      }
    }
    // rows that have ended have da = 0: nothing is added to them
    multiplyAdd(tape, step(da, t), Matrix.of(weight), Matrix.of(dh));
  }

  /// The gradients to what [#inputs] read, and to a recurrent weight, from `da [T,N,B]`: `dx += da·W`,
  /// `dW += daᵀ·x`, `dR += daᵀ·h[0..T-1]`, biases the sums over all rows; those to parameters from the
  /// last row to the first, so that chunks of a sequence go on with the chains of the chunk after them.
  static void parameters(
      Node node, Tensor da, Tensor states, int x, int weight, int recurrent, int... biases) {
    Tape tape = node.tape();
    int steps = da.shape().dimension(0);
    Matrix d = Matrix.of(da);
    if (node.wantsGradient(x)) {
      multiplyAdd(tape, d, Matrix.of(node.inputValue(weight)), Matrix.of(node.inputGradient(x)));
    }
    Matrix backwards = d.reversed().transpose();
    if (node.wantsGradient(weight)) {
      Matrix sum = Matrix.of(node.inputGradient(weight));
      multiplyAdd(tape, backwards, Matrix.of(node.inputValue(x)).reversed(), sum);
    }
    if (node.wantsGradient(recurrent)) {
      Matrix sum = Matrix.of(node.inputGradient(recurrent));
      multiplyAdd(tape, backwards, Matrix.of(states.slice(0, steps)).reversed(), sum);
    }
    for (int bias : biases) {
      if (node.wantsGradient(bias)) {
        Rows.addSum(da, node.inputGradient(bias));
      }
    }
  }

  /// Adds scratch memory to an input's gradient, if that is wanted, and gives it back.
  static void finish(Node node, int input, Tensor gradient) {
    Tensor sum = node.inputGradient(input);
    if (sum != null) {
      Blocks.add(gradient, sum);
    }
    node.tape().workspace().give(gradient);
  }
}
