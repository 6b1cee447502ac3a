package dev.unroll.kernels.vector.convolution;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.REGISTERS;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.core.internal.KeptObjects;
import dev.unroll.kernels.ConvolutionShape;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.vector.gemm.PackB;
import dev.unroll.kernels.vector.gemm.ParallelPackB;
import dev.unroll.kernels.vector.gemm.Transposition;
import java.util.Arrays;

/// `dWᵀ += windows(x[n])·dy[n]ᵀ` for each row of the batch, some rows of windows at a time, whose numbers are read where
/// they lie in the planes; threads split the numbers of a window. Memory of a part:
///
///     planes | packed dyᵀ
final class WeightGradient extends ConvolutionPass {
  /// Windows at a time, at least a row of them: a panel of their gradients is half of an L1 cache of 32 KB.
  private static final int WINDOWS = 4096 / NR;

  /// The numbers of a tile.
  private static final int ROWS = REGISTERS == 32 ? 8 : 4;

  private Tensor x;
  private Tensor dy;
  private Tensor dWeight;

  /// The numbers of the first window, the last of them again and again behind it until tiles come out even.
  private int[] numbers = new int[0];

  private int tiles;

  /// `dWᵀ [K,O]`, as many rows as the tiles have and whole panels wide.
  private float[] sums;

  private int sumsStride;

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
    tiles = (depth + ROWS - 1) / ROWS;
    int rows = tiles * ROWS;
    if (numbers.length < rows) {
      numbers = new int[rows];
    }
    for (int k = 0; k < rows; k++) {
      numbers[k] = layout.numbers()[Math.min(k, depth - 1)];
    }
    sumsStride = PackB.count(outputs) * NR;
    sums = workspace.take(Math.multiplyExact(rows, sumsStride));
    Arrays.fill(sums, 0, rows * sumsStride, 0f);
    Transposition.transpose(
        outputs, depth, dWeight.data(), dWeight.offset(), depth, sums, 0, sumsStride);
  }

  @Override
  void end() {
    int outputs = shape.outputs();
    Transposition.transpose(
        depth, outputs, sums, 0, sumsStride, dWeight.data(), dWeight.offset(), depth);
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

  @Override
  int partLength() {
    return layout.length() + PackB.length(rowsAtOnce() * layout.rowLength, shape.outputs());
  }

  @Override
  public void run(int part, int count) {
    int from = (int) ((long) tiles * part / count);
    int to = (int) ((long) tiles * (part + 1) / count);
    if (from == to || shape.outputs() == 0) {
      return;
    }
    int planesAt = part * partLength;
    int elements = shape.kernel().elements();
    int firstChannel = from * ROWS / elements;
    int lastChannel = (Math.min(depth, to * ROWS) + elements - 1) / elements;
    Planes.clear(memory, planesAt, layout.length());
    for (int n = 0; n < shape.batch(); n++) {
      layout.read(x, n, firstChannel, lastChannel, memory, planesAt);
      for (int row = 0; row < layout.rows(); row += rowsAtOnce()) {
        int end = Math.min(row + rowsAtOnce(), layout.rows());
        add(n, row, end, from, to, planesAt);
      }
    }
  }

  /// What some rows of windows of a row of the batch add to some tiles.
  private void add(int n, int firstRow, int lastRow, int firstTile, int lastTile, int planesAt) {
    int outputs = shape.outputs();
    int windows = (lastRow - firstRow) * layout.rowLength;
    int packedAt = planesAt + layout.length();
    int source = output(dy, n) + firstRow * layout.rowLength;
    ParallelPackB.CALLER.pack(
        windows, outputs, dy.data(), source, 1, positions, memory, packedAt, windows, 0);
    for (int panel = 0; panel < PackB.count(outputs); panel++) {
      int panelAt = packedAt + panel * NR * windows;
      boolean half = PackB.width(outputs, panel) == LANES;
      for (int tile = firstTile; tile < lastTile; tile++) {
        int sumsAt = tile * ROWS * sumsStride + panel * NR;
        multiply(half, firstRow, lastRow, tile * ROWS, planesAt, panelAt, sumsAt);
      }
    }
  }

  private void multiply(
      boolean half, int from, int to, int k, int planesAt, int panelAt, int sumsAt) {
    int length = layout.rowLength;
    int[] rows = layout.rowTable();
    if (ROWS == 8) {
      if (half) {
        NumberMicroKernel.rows8Half(
            from,
            to,
            length,
            rows,
            numbers,
            k,
            memory,
            planesAt,
            memory,
            panelAt,
            sums,
            sumsAt,
            sumsStride);
      } else {
        NumberMicroKernel.rows8(
            from,
            to,
            length,
            rows,
            numbers,
            k,
            memory,
            planesAt,
            memory,
            panelAt,
            sums,
            sumsAt,
            sumsStride);
      }
    } else if (half) {
      NumberMicroKernel.rows4Half(
          from,
          to,
          length,
          rows,
          numbers,
          k,
          memory,
          planesAt,
          memory,
          panelAt,
          sums,
          sumsAt,
          sumsStride);
    } else {
      NumberMicroKernel.rows4(
          from,
          to,
          length,
          rows,
          numbers,
          k,
          memory,
          planesAt,
          memory,
          panelAt,
          sums,
          sumsAt,
          sumsStride);
    }
  }
}
