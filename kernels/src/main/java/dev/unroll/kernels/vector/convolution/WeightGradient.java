package dev.unroll.kernels.vector.convolution;

import static dev.unroll.kernels.vector.gemm.Blocking.MR;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.core.internal.KeptObjects;
import dev.unroll.kernels.ConvolutionShape;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.vector.gemm.MacroKernel;
import dev.unroll.kernels.vector.gemm.PackB;
import dev.unroll.kernels.vector.gemm.ParallelPackB;
import dev.unroll.kernels.vector.gemm.Transposition;

/// `dWᵀ += windows(x[n])·dy[n]ᵀ` for each row of the batch, some rows of windows at a time; threads split the numbers
/// of a window. Memory of a part:
///
///     planes | packed dyᵀ | windows [some of K, windows] | the product's scratch
final class WeightGradient extends ConvolutionPass {
  /// Windows at a time, at least a row of them.
  private static final int WINDOWS = 256;

  /// Numbers of a window at a time.
  private static final int NUMBERS = 96;

  private Tensor x;
  private Tensor dy;
  private Tensor dWeight;

  /// `dWᵀ [K,O]`.
  private float[] sums;

  static void run(
      ConvolutionShape shape,
      Tensor x,
      Tensor dy,
      Tensor dWeight,
      Workspace workspace,
      Workers workers) {
    WeightGradient pass = KeptObjects.of(workspace, WeightGradient.class, WeightGradient::new);
    pass.x = x;
    pass.dy = dy;
    pass.dWeight = dWeight;
    pass.run(shape, workspace, workers);
  }

  @Override
  void begin(Workspace workspace) {
    int outputs = shape.outputs();
    sums = workspace.take(depth * outputs);
    Transposition.transpose(
        outputs, depth, dWeight.data(), dWeight.offset(), depth, sums, 0, outputs);
  }

  @Override
  void end() {
    int outputs = shape.outputs();
    Transposition.transpose(
        depth, outputs, sums, 0, outputs, dWeight.data(), dWeight.offset(), depth);
  }

  @Override
  void clear(Workspace workspace) {
    give(workspace, sums);
    x = dy = dWeight = null;
    sums = null;
  }

  /// The rows of windows at a time.
  private int rowsAtOnce() {
    return Math.clamp(WINDOWS / layout.rowLength, 1, layout.rows());
  }

  /// With room for a vector behind the last number.
  private int planesLength() {
    return layout.length() + NR;
  }

  private int packedLength() {
    return PackB.length(rowsAtOnce() * layout.rowLength, shape.outputs());
  }

  @Override
  int partLength(int count) {
    return planesLength()
        + packedLength()
        + NUMBERS * rowsAtOnce() * layout.rowLength
        + MacroKernel.scratchLength(NUMBERS);
  }

  @Override
  public void run(int part, int count) {
    int tiles = (depth + MR - 1) / MR;
    int from = tiles * part / count * MR;
    int to = Math.min(depth, tiles * (part + 1) / count * MR);
    if (from >= to || shape.outputs() == 0) {
      return;
    }
    int planesAt = part * partLength;
    int elements = layout.elements();
    Planes.clear(memory, planesAt, planesLength());
    for (int n = 0; n < shape.batch(); n++) {
      layout.read(x, n, from / elements, (to + elements - 1) / elements, memory, planesAt);
      for (int row = 0; row < layout.rows(); row += rowsAtOnce()) {
        int rows = Math.min(rowsAtOnce(), layout.rows() - row);
        add(parts[part].product, n, row, rows, from, to, planesAt);
      }
    }
  }

  /// What some rows of windows of a row of the batch add to numbers `from` to `to`.
  private void add(MacroKernel product, int n, int row, int rows, int from, int to, int planesAt) {
    int outputs = shape.outputs();
    int windows = rows * layout.rowLength;
    int packedAt = planesAt + planesLength();
    int columnsAt = packedAt + packedLength();
    int scratchAt = columnsAt + NUMBERS * rowsAtOnce() * layout.rowLength;
    int source = output(dy, n) + row * layout.rowLength;
    ParallelPackB.CALLER.pack(
        windows, outputs, dy.data(), source, 1, positions, memory, packedAt, windows, 0);
    product
        .columns(outputs, memory, packedAt, windows, 0)
        .u(windows, memory, windows)
        .result(sums, outputs, memory);
    for (int k = from; k < to; k += NUMBERS) {
      int some = Math.min(NUMBERS, to - k);
      gather(k, some, row, rows, planesAt, columnsAt);
      int panels = product.panelCount();
      product.rows(some, 0, 0, columnsAt, k * outputs, 0, panels, scratchAt);
    }
  }

  /// The rows are copied in whole vectors, each over what the one before it spoils; behind the last begins the product's scratch,
  /// which holds nothing yet.
  private void gather(int first, int count, int row, int rows, int planesAt, int columnsAt) {
    int to = columnsAt;
    int length = layout.rowLength;
    int[] table = layout.elementTable();
    int channel = first / layout.elements();
    int element = first % layout.elements();
    for (int k = 0; k < count; k++) {
      int from = planesAt + layout.channel(channel) + table[element];
      for (int i = row; i < row + rows; i++) {
        Runs.copy(length, memory, from + layout.row(i), memory, to);
        to += length;
      }
      element++;
      if (element == layout.elements()) {
        element = 0;
        channel++;
      }
    }
  }
}
