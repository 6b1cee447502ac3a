package dev.unroll.kernels.vector.convolution;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.core.internal.KeptObjects;
import dev.unroll.kernels.ConvolutionShape;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.vector.gemm.MacroKernel;
import dev.unroll.kernels.vector.gemm.ParallelPackB;
import dev.unroll.kernels.vector.gemm.Transposition;
import java.util.Arrays;

/// `dx[n] += windows(Wᵀ·dy[n])`, each number back to where it came from, some windows at a time. Memory of a
/// part:
///
///     planes of dx | packed dy | gradients to the windows [K, windows] | a row of zeros | the product's scratch
final class InputGradient extends ConvolutionPass {
  private Tensor weight;
  private Tensor dy;
  private Tensor dx;

  /// `Wᵀ [K,O]`.
  private float[] transposed;

  static void run(
      ConvolutionShape shape,
      Tensor weight,
      Tensor dy,
      Tensor dx,
      Workspace workspace,
      Workers workers) {
    InputGradient pass = KeptObjects.of(workspace, InputGradient.class, InputGradient::new);
    pass.weight = weight;
    pass.dy = dy;
    pass.dx = dx;
    pass.run(shape, workspace, workers);
  }

  @Override
  void begin(Workspace workspace) {
    int outputs = shape.outputs();
    transposed = workspace.take(depth * outputs);
    Transposition.transpose(
        outputs, depth, weight.data(), weight.offset(), depth, transposed, 0, outputs);
  }

  @Override
  void clear(Workspace workspace) {
    give(workspace, transposed);
    weight = dy = dx = null;
    transposed = null;
  }

  private int groupLength() {
    return group(Math.max(depth, shape.outputs()), positions);
  }

  @Override
  int partLength(int count) {
    return layout.length()
        + groupLength() * (shape.outputs() + depth + 1)
        + MacroKernel.scratchLength(depth);
  }

  @Override
  public void run(int part, int count) {
    int planesAt = part * partLength;
    int group = groupLength();
    int from = (int) ((long) shape.batch() * part / count);
    int to = (int) ((long) shape.batch() * (part + 1) / count);
    int zerosAt = planesAt + layout.length() + group * (shape.outputs() + depth);
    Arrays.fill(memory, zerosAt, zerosAt + group, 0f);
    for (int n = from; n < to; n++) {
      Planes.clear(memory, planesAt, layout.length());
      for (int first = 0; first < positions; first += group) {
        int windows = Math.min(group, positions - first);
        multiply(parts[part].product, n, first, windows, planesAt, zerosAt);
        add(first, windows, planesAt);
      }
      layout.addBack(memory, planesAt, dx, n);
    }
  }

  /// The gradients to some windows of a row of the batch.
  private void multiply(
      MacroKernel product, int n, int first, int windows, int planesAt, int zerosAt) {
    int outputs = shape.outputs();
    int packedAt = planesAt + layout.length();
    int columnsAt = packedAt + groupLength() * outputs;
    int source = output(dy, n) + first;
    ParallelPackB.CALLER.pack(
        outputs, windows, dy.data(), source, positions, 1, memory, packedAt, outputs, 0);
    product
        .columns(windows, memory, packedAt, outputs, 0)
        .startRow(memory)
        .u(outputs, transposed, outputs)
        .result(memory, windows, memory);
    int scratchAt = zerosAt + groupLength();
    product.rows(depth, zerosAt, 0, 0, columnsAt, 0, product.panelCount(), scratchAt);
  }

  /// Adds them to the planes, in each channel the last number of a window first: the earlier a window, the later the
  /// element of it that meets a number.
  private void add(int first, int windows, int planesAt) {
    int columnsAt = planesAt + layout.length() + groupLength() * shape.outputs();
    int elements = layout.elements();
    int k = depth - 1;
    for (int c = shape.inputs() - 1; c >= 0; c--) {
      for (int element = elements - 1; element >= 0; element--) {
        int to = planesAt + layout.channel(c) + layout.elementTable()[element];
        addRuns(first, windows, columnsAt + k * windows, to);
        k--;
      }
    }
  }

  private void addRuns(int first, int windows, int from, int to) {
    int row = first / layout.rowLength;
    int place = first % layout.rowLength;
    int done = 0;
    while (done < windows) {
      int length = Math.min(layout.rowLength - place, windows - done);
      Runs.add(length, memory, from + done, memory, to + layout.row(row) + place);
      done += length;
      place = 0;
      row++;
    }
  }
}
