package dev.unroll.autograd.op.spatial;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.ConvolutionKernel;
import dev.unroll.kernels.ConvolutionShape;
import dev.unroll.kernels.ReductionKernel;

/// What [Conv2dOp] and [Conv3dOp] share: the kernels of [ConvolutionKernel], and the bias's gradient, summed in the
/// order of [ReductionKernel].
final class Convolution implements Operation {
  private final String name;
  private final ConvolutionShape shape;

  private Convolution(String name, ConvolutionShape shape) {
    this.name = name;
    this.shape = shape;
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
    ConvolutionShape shape = window.convolution(in, channels);
    Tape tape = x.tape();
    Tensor y = tape.take(window.shape(in, channels, outputs));
    tape.kernels()
        .convolution()
        .forward(
            shape,
            x.value(),
            weight.value(),
            bias == null ? null : bias.value(),
            y,
            tape.workspace(),
            tape.workers());
    return tape.record(new Convolution(name, shape), y, x, weight, bias);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void backward(Node node) {
    Tape tape = node.tape();
    ConvolutionKernel kernel = tape.kernels().convolution();
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    Tensor dw = node.inputGradient(1);
    Tensor db = node.inputGradient(2);
    if (dw != null) {
      kernel.backwardWeight(shape, node.inputValue(0), dy, dw, tape.workspace(), tape.workers());
    }
    if (db != null) {
      addSums(tape.kernels().reduction(), dy, db);
    }
    if (dx != null) {
      kernel.backwardInput(shape, node.inputValue(1), dy, dx, tape.workspace(), tape.workers());
    }
  }

  /// `db += Σ dy`.
  private void addSums(ReductionKernel kernel, Tensor dy, Tensor db) {
    int windows = shape.positions();
    int at = dy.offset();
    for (int n = 0; n < shape.batch(); n++) {
      for (int o = 0; o < shape.outputs(); o++, at += windows) {
        db.data()[db.offset() + o] += kernel.sum(windows, dy.data(), at);
      }
    }
  }
}
