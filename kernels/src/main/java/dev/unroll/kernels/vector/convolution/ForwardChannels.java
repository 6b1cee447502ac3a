package dev.unroll.kernels.vector.convolution;

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

/// `y[n] = b + windows(x[n])·Wᵀ` with the channels of `y` in the lanes, for rows of windows that would leave lanes empty. Windows
/// are read where they lie in the planes, in runs of four or five of a row. Memory of a part:
///
///     planes | the windows of some rows, NR channels each
final class ForwardChannels extends BatchPass {
  /// Windows that are made before they are brought to their channels: half of an L1 cache of 32 KB.
  private static final int WINDOWS = 4096 / NR;

  /// What bringing them there takes, in numbers of a window.
  private static final int APART = 12;

  private Tensor x;
  private Tensor weight;
  private Tensor bias;
  private Tensor y;
  private final WindowRuns runs = new WindowRuns();
  private int rowsAtOnce;

  /// The panels of the weights, then the biases.
  private float[] packed;

  private int biasAt;

  /// Whether this takes less time than [ForwardConvolution] does.
  static boolean suits(ConvolutionShape shape) {
    int length = shape.result().width();
    if (!WindowRuns.fit(length, shape.outputs())) {
      return false;
    }
    long rows = (long) shape.result().depth() * shape.result().height();
    long vectors = PackB.count(shape.outputs()) * 2L;
    return rows * WindowRuns.made(length) * vectors * (shape.depth() + APART)
        < WindowVectors.time(shape, ForwardConvolution.APART) * shape.outputs();
  }

  static void run(
      ConvolutionShape shape,
      Tensor x,
      Tensor weight,
      Tensor bias,
      Tensor y,
      Workspace workspace,
      Workers workers) {
    ForwardChannels pass = KeptObjects.of(workspace, ForwardChannels.class, ForwardChannels::new);
    pass.x = x;
    pass.weight = weight;
    pass.bias = bias;
    pass.y = y;
    pass.run(shape, workspace, workers);
  }

  @Override
  void begin(Workspace workspace) {
    runs.set(layout.rowLength);
    rowsAtOnce = Math.max(2, WINDOWS / layout.rowLength & ~1);
    int outputs = shape.outputs();
    biasAt = PackB.length(depth, outputs);
    packed = workspace.take(Math.addExact(biasAt, PackB.count(outputs) * NR));
    ParallelPackB.CALLER.pack(
        depth, outputs, weight.data(), weight.offset(), 1, depth, packed, 0, depth, 0);
    Arrays.fill(packed, biasAt, biasAt + PackB.count(outputs) * NR, 0f);
    if (bias != null) {
      System.arraycopy(bias.data(), bias.offset(), packed, biasAt, outputs);
    }
  }

  @Override
  void clear(Workspace workspace) {
    give(workspace, packed);
    packed = null;
    x = weight = bias = y = null;
  }

  @Override
  int partLength() {
    return layout.length() + rowsAtOnce * layout.rowLength * NR;
  }

  @Override
  int pieces() {
    return layout.rows();
  }

  @Override
  void beginPart(int at) {
    Planes.clear(memory, at, layout.length());
  }

  @Override
  void run(int from, int to, int planesAt) {
    int rows = layout.rows();
    int row = from;
    while (row < to) {
      int n = row / rows;
      layout.read(x, n, 0, shape.inputs(), memory, planesAt);
      int end = Math.min(to, (n + 1) * rows);
      for (; row < end; row += rowsAtOnce) {
        rows(n, row - n * rows, Math.min(row + rowsAtOnce, end) - n * rows, planesAt);
      }
      row = end;
    }
  }

  /// Rows of windows `from` to `to` of a row of the batch.
  private void rows(int n, int from, int to, int planesAt) {
    int outputs = shape.outputs();
    int windowsAt = planesAt + layout.length();
    int target = output(y, n) + from * layout.rowLength;
    int count = runs.count(to - from);
    for (int panel = 0; panel < PackB.count(outputs); panel++) {
      int panelAt = panel * NR * depth;
      int startAt = biasAt + panel * NR;
      for (int first = 0; first < count; first += 2) {
        int second = Math.min(first + 1, count - 1);
        int at0 = planesAt + layout.row(from + runs.row(first)) + runs.begin(first);
        int at1 = planesAt + layout.row(from + runs.row(second)) + runs.begin(second);
        int c0 = windowsAt + runs.window(first) * NR;
        int c1 = windowsAt + runs.window(second) * NR;
        ChannelMicroKernel.multiply(
            runs.windows(),
            depth,
            memory,
            layout.numbers(),
            at0,
            at1,
            packed,
            panelAt,
            packed,
            startAt,
            memory,
            c0,
            c1);
      }
      int channels = Math.min(NR, outputs - panel * NR);
      Transposition.transpose(
          (to - from) * layout.rowLength,
          channels,
          memory,
          windowsAt,
          NR,
          y.data(),
          target + panel * NR * positions,
          positions);
    }
  }
}
