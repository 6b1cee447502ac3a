package dev.unroll.autograd.op;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;
import java.util.Arrays;

/// What [Conv2dOp] and [Conv3dOp] share: for each row of the batch the windows are laid out as columns, and
/// the convolution is one matrix product (Chellapilla, Puri and Simard 2006):
///
///     y[n]   = W·columns(x[n]) + b              W [O, C·K], columns [C·K, P]
///     dW    += dy[n]·columns(x[n])ᵀ             db += Σ_P dy[n]
///     dx[n] += windows(Wᵀ·dy[n])                each number back to where it came from
///
/// K are the elements of a window, P the output positions. Each output is one chain of fused
/// multiply-adds from its bias on, over channels and window elements in order.
final class Convolution implements Operation {
  private final String name;
  private final Window window;
  private final int[] outputs;

  private Convolution(String name, Window window, int[] outputs) {
    this.name = name;
    this.window = window;
    this.outputs = outputs;
  }

  static Variable apply(String name, Variable x, Variable weight, Variable bias, Window window) {
    Shape in = x.shape();
    Shape w = weight.shape();
    if (w.rank() != in.rank() || in.dimension(1) != w.dimension(1)) {
      throw new IllegalArgumentException(
          "%s: expected x [N,C,...] and weight [O,C,...], got %s and %s".formatted(name, in, w));
    }
    int channels = w.dimension(0);
    int[] outputs = window.outputs(name, in);
    Tape tape = x.tape();
    Workspace workspace = tape.workspace();
    GemmKernel gemm = tape.kernels().gemm();
    Tensor y = tape.take(window.shape(in, channels, outputs));
    int positions = Window.count(outputs);
    int rows = w.elements() / Math.max(1, channels);
    Tensor columns = workspace.take(Shape.of(rows, positions));
    if (bias == null) {
      y.fill(0);
    } else {
      Checks.shape("bias [O]", bias.value(), channels);
      float[] b = bias.value().data();
      for (int row = 0; row < in.dimension(0) * channels; row++) {
        int at = y.offset() + row * positions;
        Arrays.fill(y.data(), at, at + positions, b[bias.value().offset() + row % channels]);
      }
    }
    for (int n = 0; n < in.dimension(0); n++) {
      columns(window, x.value(), n, outputs, columns);
      gemm.multiplyAdd(
          Matrix.rowMajor(weight.value().data(), weight.value().offset(), channels, rows, rows),
          Matrix.of(columns),
          Matrix.rowMajor(
              y.data(), y.offset() + n * channels * positions, channels, positions, positions),
          workspace,
          tape.workers());
    }
    workspace.give(columns);
    return tape.record(new Convolution(name, window, outputs), y, x, weight, bias);
  }

  /// Row c·K + k, column p: element k of window p in channel c; 0 in the padding.
  private static void columns(Window window, Tensor x, int n, int[] outputs, Tensor columns) {
    int channels = x.shape().dimension(1);
    int size = Window.channel(x);
    int positions = Window.count(outputs);
    int step = window.step();
    float[] in = x.data();
    float[] out = columns.data();
    for (int c = 0; c < channels; c++) {
      int from = x.offset() + (n * channels + c) * size;
      int to = columns.offset() + c * window.elements() * positions;
      window.forEach(
          x.shape(),
          outputs,
          (element, output, at, count) -> {
            int target = to + element * positions + output;
            if (at < 0) {
              Arrays.fill(out, target, target + count, 0);
            } else if (step == 1) {
              System.arraycopy(in, from + at, out, target, count);
            } else {
              for (int i = 0; i < count; i++) {
                out[target + i] = in[from + at + i * step];
              }
            }
          });
    }
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
    Tensor w = node.inputValue(1);
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    Tensor dw = node.inputGradient(1);
    Tensor db = node.inputGradient(2);
    int channels = w.shape().dimension(0);
    int positions = Window.count(outputs);
    int rows = w.elements() / Math.max(1, channels);
    Tensor columns = workspace.take(Shape.of(rows, positions));
    for (int n = 0; n < x.shape().dimension(0); n++) {
      int at = dy.offset() + n * channels * positions;
      Matrix d = Matrix.rowMajor(dy.data(), at, channels, positions, positions);
      if (dw != null) {
        columns(window, x, n, outputs, columns);
        Matrix sum = Matrix.rowMajor(dw.data(), dw.offset(), channels, rows, rows);
        gemm.multiplyAdd(d, Matrix.of(columns).transpose(), sum, workspace, tape.workers());
      }
      for (int o = 0; db != null && o < channels; o++) {
        db.data()[db.offset() + o] +=
            tape.kernels().reduction().sum(positions, dy.data(), at + o * positions);
      }
      if (dx != null) {
        Matrix weight = Matrix.rowMajor(w.data(), w.offset(), channels, rows, rows);
        gemm.multiply(weight.transpose(), d, Matrix.of(columns), workspace, tape.workers());
        addWindows(columns, n, dx);
      }
    }
    workspace.give(columns);
  }

  private void addWindows(Tensor columns, int n, Tensor dx) {
    int channels = dx.shape().dimension(1);
    int size = Window.channel(dx);
    int positions = Window.count(outputs);
    int step = window.step();
    float[] in = columns.data();
    float[] out = dx.data();
    for (int c = 0; c < channels; c++) {
      int to = dx.offset() + (n * channels + c) * size;
      int from = columns.offset() + c * window.elements() * positions;
      window.forEach(
          dx.shape(),
          outputs,
          (element, output, at, count) -> {
            if (at >= 0) {
              int source = from + element * positions + output;
              if (step == 1) {
                Blocks.add(count, in, source, out, to + at);
              } else {
                for (int i = 0; i < count; i++) {
                  out[to + at + i * step] += in[source + i];
                }
              }
            }
          });
    }
  }
}
