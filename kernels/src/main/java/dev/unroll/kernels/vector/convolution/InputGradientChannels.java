package dev.unroll.kernels.vector.convolution;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.core.internal.KeptObjects;
import dev.unroll.kernels.ConvolutionShape;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.vector.gemm.PackB;
import dev.unroll.kernels.vector.gemm.Transposition;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// `dx[n] += windows(dy[n]ᵀ·W)` with the channels of `x` in the lanes, for rows of windows that would leave lanes empty. A panel of
/// channels after the other; where in the kernel a number is, its element, the last first. Memory of a part:
///
///     places of the planes, NR channels each | NR planes | a tile
final class InputGradientChannels extends BatchPass {
  /// The windows of a tile, at most.
  private static final int TILE = 10;

  private Tensor weight;
  private Tensor dy;
  private Tensor dx;
  private final WindowRuns runs = new WindowRuns();
  private int elements;

  /// Where the channels of `dy` begin.
  private int[] outputs = new int[0];

  /// For each panel of channels of `x` and each element `[O, NR]` weights, then zeros.
  private float[] packed;

  private int zerosAt;

  /// Whether this takes less time than [InputGradient] does.
  static boolean suits(ConvolutionShape shape) {
    int length = shape.result().width();
    if (!WindowRuns.fit(length, shape.inputs())) {
      return false;
    }
    long rows = (long) shape.result().depth() * shape.result().height();
    long vectors = PackB.count(shape.inputs()) * 2L;
    return rows * WindowRuns.made(length) * vectors * shape.kernel().elements()
        < WindowVectors.time(shape, InputGradient.APART);
  }

  static void run(
      ConvolutionShape shape,
      Tensor weight,
      Tensor dy,
      Tensor dx,
      Workspace workspace,
      Workers workers) {
    InputGradientChannels pass =
        KeptObjects.of(workspace, InputGradientChannels.class, InputGradientChannels::new);
    pass.weight = weight;
    pass.dy = dy;
    pass.dx = dx;
    pass.run(shape, workspace, workers);
  }

  @Override
  void begin(Workspace workspace) {
    runs.set(layout.rowLength);
    int channels = shape.outputs();
    int panels = PackB.count(shape.inputs());
    elements = shape.kernel().elements();
    if (outputs.length < channels) {
      outputs = new int[channels];
    }
    for (int o = 0; o < channels; o++) {
      outputs[o] = o * positions;
    }
    zerosAt = Math.multiplyExact(panels * NR, elements * channels);
    packed = workspace.take(Math.addExact(zerosAt, NR));
    Arrays.fill(packed, 0, zerosAt + NR, 0f);
    for (int panel = 0; panel < panels; panel++) {
      for (int o = 0; o < channels; o++) {
        Transposition.transpose(
            Math.min(NR, shape.inputs() - panel * NR),
            elements,
            weight.data(),
            weight.offset() + o * depth + panel * NR * elements,
            elements,
            packed,
            weightsAt(panel, 0) + o * NR,
            channels * NR);
      }
    }
  }

  private int weightsAt(int panel, int element) {
    return (panel * elements + element) * shape.outputs() * NR;
  }

  @Override
  void clear(Workspace workspace) {
    give(workspace, packed);
    weight = dy = dx = null;
    packed = null;
  }

  @Override
  int partLength() {
    return Math.addExact(Math.multiplyExact(2 * NR, layout.channelLength()), TILE * NR);
  }

  @Override
  int pieces() {
    return 1;
  }

  @Override
  void run(int from, int to, int placesAt) {
    int planesAt = placesAt + NR * layout.channelLength();
    for (int n = from; n < to; n++) {
      for (int panel = 0; panel < PackB.count(shape.inputs()); panel++) {
        int channel = panel * NR;
        int some = Math.min(NR, shape.inputs() - channel);
        Planes.clear(memory, placesAt, NR * layout.channelLength());
        for (int first = 0; first < runs.count(layout.rows()); first += 2) {
          add(n, panel, first, placesAt);
        }
        Transposition.transpose(
            layout.channelLength(),
            some,
            memory,
            placesAt,
            NR,
            memory,
            planesAt,
            layout.channelLength());
        layout.addBack(memory, planesAt, dx, n, channel, channel + some);
      }
    }
  }

  /// Adds the gradients to two runs of windows to their places.
  private void add(int n, int panel, int first, int placesAt) {
    boolean both = first + 1 < runs.count(layout.rows());
    int second = both ? first + 1 : first;
    int at0 = output(dy, n) + runs.window(first);
    int at1 = output(dy, n) + runs.window(second);
    int windows = runs.windows();
    int c0 = placesAt + 2 * NR * layout.channelLength();
    int c1 = c0 + windows * NR;
    for (int element = elements - 1; element >= 0; element--) {
      ChannelMicroKernel.multiply(
          windows,
          shape.outputs(),
          dy.data(),
          outputs,
          at0,
          at1,
          packed,
          weightsAt(panel, element),
          packed,
          zerosAt,
          memory,
          c0,
          c1);
      int place = placesAt + layout.numbers()[element] * NR;
      addRun(first, c0, place);
      if (both) {
        addRun(second, c1, place);
      }
    }
  }

  private void addRun(int run, int from, int place) {
    int to = place + (layout.row(runs.row(run)) + runs.begin(run)) * NR;
    for (int i = runs.again(run) * NR; i < runs.windows() * NR; i += LANES) {
      FloatVector.fromArray(SPECIES, memory, to + i)
          .add(FloatVector.fromArray(SPECIES, memory, from + i))
          .intoArray(memory, to + i);
    }
  }
}
