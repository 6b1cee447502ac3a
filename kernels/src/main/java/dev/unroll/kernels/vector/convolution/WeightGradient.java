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

/// `dWᵀ += windows(x[n])·dy[n]ᵀ` for each row of the batch, some rows of windows at a time, or those of some rows of the batch,
/// whose numbers are read where they lie in the planes; threads split the numbers of a window. Memory of a part:
///
///     planes of some rows of the batch | packed dyᵀ
final class WeightGradient extends ConvolutionPass {
  /// Windows at a time, at least a row of them: a panel of their gradients is half of an L1 cache of 32 KB.
  private static final int WINDOWS = 4096 / NR;

  /// Windows of a row under which a loop along it takes longer than one over the windows of all rows.
  private static final int SHORT = 20;

  /// The numbers of a tile.
  private static final int ROWS = REGISTERS == 32 ? 8 : 4;

  private Tensor x;
  private Tensor dy;
  private Tensor dWeight;

  /// The numbers of the first window, the last of them again and again behind it until tiles come out even.
  private int[] numbers = new int[0];

  private int tiles;

  /// Rows of the batch at a time, and the rows of windows in them.
  private int batchAtOnce;

  private int[] rows = new int[0];

  /// The windows of them, where rows are short.
  private int[] windows = new int[0];

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
    batchAtOnce = Math.max(1, Math.min(WINDOWS / positions, shape.batch()));
    tiles = (depth + ROWS - 1) / ROWS;
    int made = tiles * ROWS;
    if (numbers.length < made) {
      numbers = new int[made];
    }
    for (int k = 0; k < made; k++) {
      numbers[k] = layout.numbers()[Math.min(k, depth - 1)];
    }
    findRows();
    sumsStride = PackB.count(outputs) * NR;
    sums = workspace.take(Math.multiplyExact(made, sumsStride));
    Arrays.fill(sums, 0, made * sumsStride, 0f);
    Transposition.transpose(
        outputs, depth, dWeight.data(), dWeight.offset(), depth, sums, 0, sumsStride);
  }

  /// Finds the rows of windows, and the windows where rows are short.
  private void findRows() {
    int perRow = layout.rows();
    int length = layout.rowLength;
    int count = batchAtOnce * perRow;
    if (rows.length < count) {
      rows = new int[count];
    }
    for (int row = 0; row < count; row++) {
      rows[row] = row / perRow * layout.length() + layout.row(row % perRow);
    }
    if (length < SHORT) {
      if (windows.length < count * length) {
        windows = new int[count * length];
      }
      for (int row = 0; row < count; row++) {
        for (int i = 0; i < length; i++) {
          windows[row * length + i] = rows[row] + i;
        }
      }
    }
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
    int windows = batchAtOnce * rowsAtOnce() * layout.rowLength;
    return batchAtOnce * layout.length() + PackB.length(windows, shape.outputs());
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
    Planes.clear(memory, planesAt, batchAtOnce * layout.length());
    for (int n = 0; n < shape.batch(); n += batchAtOnce) {
      int some = Math.min(batchAtOnce, shape.batch() - n);
      for (int i = 0; i < some; i++) {
        layout.read(x, n + i, firstChannel, lastChannel, memory, planesAt + i * layout.length());
      }
      for (int row = 0; row < layout.rows(); row += rowsAtOnce()) {
        int end = Math.min(row + rowsAtOnce(), layout.rows());
        add(n, some, row, end, from, to, planesAt);
      }
    }
  }

  /// What some rows of windows of some rows of the batch add to some tiles: of one row of the batch, or all rows of windows.
  private void add(
      int n, int some, int firstRow, int lastRow, int firstTile, int lastTile, int planesAt) {
    int outputs = shape.outputs();
    int windows = (lastRow - firstRow) * layout.rowLength;
    int packedAt = planesAt + batchAtOnce * layout.length();
    for (int i = 0; i < some; i++) {
      int source = output(dy, n + i) + firstRow * layout.rowLength;
      ParallelPackB.CALLER.pack(
          windows,
          outputs,
          dy.data(),
          source,
          1,
          positions,
          memory,
          packedAt,
          some * windows,
          i * windows);
    }
    int end = firstRow + some * (lastRow - firstRow);
    for (int panel = 0; panel < PackB.count(outputs); panel++) {
      int panelAt = packedAt + panel * NR * some * windows;
      boolean half = PackB.width(outputs, panel) == LANES;
      for (int tile = firstTile; tile < lastTile; tile++) {
        int sumsAt = tile * ROWS * sumsStride + panel * NR;
        multiply(half, firstRow, end, tile * ROWS, planesAt, panelAt, sumsAt);
      }
    }
  }

  private void multiply(
      boolean half, int from, int to, int k, int planesAt, int panelAt, int sumsAt) {
    int length = layout.rowLength;
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
      } else if (length < SHORT) {
        NumberMicroKernel.windows8(
            from * length,
            to * length,
            windows,
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
