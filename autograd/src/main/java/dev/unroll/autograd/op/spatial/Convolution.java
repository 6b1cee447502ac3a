package dev.unroll.autograd.op.spatial;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.ReductionKernel;
import java.util.Arrays;

/// What [Conv2dOp] and [Conv3dOp] share: for each row of the batch the windows are laid out as columns, and
/// the convolution is one matrix product (Chellapilla, Puri and Simard 2006):
///
///     y[n]   = W·columns(x[n]) + b              W [O, C·K], columns [C·K, P]
///     dWᵀ   += columns(x[n])·dy[n]ᵀ             db += Σ_P dy[n]
///     dx[n] += windows(Wᵀ·dy[n])                each number back to where it came from
///
/// K are the elements of a window, P the columns of [Columns]. Each output is one chain of fused
/// multiply-adds from its bias on, over channels and window elements in order; each weight's gradient is one
/// over the columns of all rows of the batch in order, where those that belong to no window count 0 times 0.
/// The bias's gradient is summed in the order of [ReductionKernel].
final class Convolution implements Operation {
  private final String name;
  private final Columns columns;

  private Convolution(String name, Columns columns) {
    this.name = name;
    this.columns = columns;
  }

  static Variable apply(String name, Variable x, Variable weight, Variable bias, Window window) {
    Shape in = x.shape();
    Shape w = weight.shape();
    if (w.rank() != in.rank() || in.dimension(1) != w.dimension(1)) {
      throw new IllegalArgumentException(
          "%s: expected x [N,C,...] and weight [O,C,...], got %s and %s".formatted(name, in, w));
    }
    int channels = w.dimension(0);
    if (bias != null) {
      Checks.shape("bias [O]", bias.value(), channels);
    }
    int[] outputs = window.outputs(name, in);
    Tape tape = x.tape();
    Workspace workspace = tape.workspace();
    GemmKernel gemm = tape.kernels().gemm();
    Tensor y = tape.take(window.shape(in, channels, outputs));
    Columns columns = Columns.of(window, x.value(), outputs);
    int positions = columns.positions();
    Matrix weights = weights(weight.value());
    int rows = weights.columns();
    float[] windows = workspace.take(rows * positions);
    float[] out = workspace.take(channels * positions);
    for (int n = 0; n < in.dimension(0); n++) {
      columns.read(x.value(), n, windows, workspace);
      Matrix right = Matrix.rowMajor(windows, 0, rows, positions, positions);
      Matrix result = Matrix.rowMajor(out, 0, channels, positions, positions);
      if (bias == null) {
        gemm.multiply(weights, right, result, workspace, tape.workers());
      } else {
        for (int o = 0; o < channels; o++) {
          float start = bias.value().data()[bias.value().offset() + o];
          Arrays.fill(out, o * positions, (o + 1) * positions, start);
        }
        gemm.multiplyAdd(weights, right, result, workspace, tape.workers());
      }
      columns.collect(out, y, n);
    }
    workspace.give(out);
    workspace.give(windows);
    return tape.record(new Convolution(name, columns), y, x, weight, bias);
  }

  /// `W [O, C·K]`.
  private static Matrix weights(Tensor weight) {
    int channels = weight.shape().dimension(0);
    int rows = weight.elements() / Math.max(1, channels);
    return Matrix.rowMajor(weight.data(), weight.offset(), channels, rows, rows);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void backward(Node node) {
    Tape tape = node.tape();
    Workspace workspace = tape.workspace();
    GemmKernel gemm = tape.kernels().gemm();
    Tensor x = node.inputValue(0);
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    Tensor dw = node.inputGradient(1);
    Tensor db = node.inputGradient(2);
    Matrix weights = weights(node.inputValue(1));
    int channels = weights.rows();
    int rows = weights.columns();
    int positions = columns.positions();
    float[] windows = workspace.take(rows * positions);
    float[] out = workspace.take(channels * positions);
    float[] sums = workspace.take(rows * channels);
    Arrays.fill(sums, 0, rows * channels, 0);
    Matrix dWeights = Matrix.rowMajor(sums, 0, rows, channels, channels);
    for (int n = 0; n < x.shape().dimension(0); n++) {
      columns.spread(dy, n, out);
      Matrix d = Matrix.rowMajor(out, 0, channels, positions, positions);
      Matrix laidOut = Matrix.rowMajor(windows, 0, rows, positions, positions);
      // 1. the weights, transposed so that the smaller factor is the one to be packed
      if (dw != null) {
        columns.read(x, n, windows, workspace);
        columns.blank(rows, windows);
        gemm.multiplyAdd(laidOut, d.transpose(), dWeights, workspace, tape.workers());
      }
      // 2. the biases
      if (db != null) {
        addSums(tape.kernels().reduction(), dy, n, db);
      }
      // 3. the input
      if (dx != null) {
        gemm.multiply(weights.transpose(), d, laidOut, workspace, tape.workers());
        columns.blank(rows, windows);
        columns.addBack(windows, dx, n, workspace);
      }
    }
    if (dw != null) {
      addTransposed(sums, weights(dw));
    }
    workspace.give(sums);
    workspace.give(out);
    workspace.give(windows);
  }

  /// `sum += transposedᵀ`.
  private static void addTransposed(float[] transposed, Matrix sum) {
    for (int o = 0; o < sum.rows(); o++) {
      int at = sum.offset() + o * sum.rowStride();
      for (int k = 0; k < sum.columns(); k++) {
        sum.data()[at + k] += transposed[k * sum.rows() + o];
      }
    }
  }

  /// `db += Σ dy[n]`.
  private static void addSums(ReductionKernel kernel, Tensor dy, int n, Tensor db) {
    int outputs = Blocks.inner(dy, 2);
    for (int o = 0; o < db.elements(); o++) {
      int at = dy.offset() + (n * db.elements() + o) * outputs;
      db.data()[db.offset() + o] += kernel.sum(outputs, dy.data(), at);
    }
  }
}
