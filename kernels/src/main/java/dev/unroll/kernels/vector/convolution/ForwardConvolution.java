package dev.unroll.kernels.vector.convolution;

import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.core.internal.KeptObjects;
import dev.unroll.kernels.ConvolutionShape;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.vector.gemm.MacroKernel;
import java.util.Arrays;

/// `y[n] = b + W·windows(x[n])`, some windows of a row of the batch at a time. Memory of a part:
///
///     planes | packed windows, and a row behind them | the product's scratch
final class ForwardConvolution extends ConvolutionPass {
  private Tensor x;
  private Tensor weight;
  private Tensor bias;
  private Tensor y;

  static void run(
      ConvolutionShape shape,
      Tensor x,
      Tensor weight,
      Tensor bias,
      Tensor y,
      Workspace workspace,
      Workers workers) {
    ForwardConvolution pass =
        KeptObjects.of(workspace, ForwardConvolution.class, ForwardConvolution::new);
    pass.x = x;
    pass.weight = weight;
    pass.bias = bias;
    pass.y = y;
    pass.run(shape, workspace, workers);
  }

  @Override
  void clear(Workspace workspace) {
    x = weight = bias = y = null;
  }

  @Override
  int partLength(int count) {
    return planesLength() + packedLength() + MacroKernel.scratchLength(shape.outputs());
  }

  private int planesLength() {
    return layout.length() + NR;
  }

  private int packedLength() {
    return group(depth, positions) * depth + NR;
  }

  @Override
  public void run(int part, int count) {
    int group = group(depth, positions);
    int groups = (positions + group - 1) / group;
    int planesAt = part * partLength;
    int from = (int) ((long) shape.batch() * groups * part / count);
    int to = (int) ((long) shape.batch() * groups * (part + 1) / count);
    Planes.clear(memory, planesAt, planesLength());
    int read = -1;
    for (int i = from; i < to; i++) {
      int n = i / groups;
      if (n != read) {
        layout.read(x, n, 0, shape.inputs(), memory, planesAt);
        read = n;
      }
      int first = i % groups * group;
      windows(parts[part], n, first, Math.min(group, positions - first), planesAt);
    }
  }

  private void windows(ConvolutionPart part, int n, int first, int count, int planesAt) {
    int outputs = shape.outputs();
    int packedAt = planesAt + planesLength();
    // 1. the windows as columns
    part.windows.pack(layout, shape.inputs(), memory, planesAt, first, count, memory, packedAt);
    // 2. the biases
    int target = output(y, n) + first;
    for (int o = 0; o < outputs; o++) {
      float start = bias == null ? 0f : bias.data()[bias.offset() + o];
      int at = target + o * positions;
      Arrays.fill(y.data(), at, at + count, start);
    }
    // 3. the product
    part.product
        .columns(count, memory, packedAt, depth, 0)
        .u(depth, weight.data(), depth)
        .result(y.data(), positions, memory);
    int scratchAt = packedAt + packedLength();
    int panels = part.product.panelCount();
    part.product.rows(outputs, 0, 0, weight.offset(), target, 0, panels, scratchAt);
  }
}
