package dev.unroll.kernels.vector.convolution;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.gemm.Blocking.MR;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.core.internal.KeptObjects;
import dev.unroll.kernels.ConvolutionShape;
import dev.unroll.kernels.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// `dx[n] += windows(Wᵀ·dy[n])`, each number back to where it came from, two vectors of windows at a time. Memory of a
/// part:
///
///     planes of dx | where the numbers go that only fill up a tile | dy of two vectors of windows [O, 2·L]
final class InputGradient extends BatchPass {
  /// What bringing the gradients of windows to their lanes takes, in numbers of a window.
  static final int APART = 4;

  private Tensor weight;
  private Tensor dy;
  private Tensor dx;
  private final WindowVectors vectors = new WindowVectors();

  /// The numbers of the first window in the order in which they are added: the last of each channel, for all channels, first, since the
  /// earlier a window, the later the number of it that meets a place; neighbours, in different channels, do not meet.
  private int[] numbers = new int[0];

  private int tiles;

  /// The weights of each tile of numbers, `[O, MR]`.
  private float[] packed;

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
    vectors.set(shape, layout, APART);
    int outputs = shape.outputs();
    int elements = shape.kernel().elements();
    tiles = (depth + MR - 1) / MR;
    if (numbers.length < tiles * MR) {
      numbers = new int[tiles * MR];
    }
    packed = workspace.take(Math.multiplyExact(tiles * MR, outputs));
    Arrays.fill(packed, 0, tiles * MR * outputs, 0f);
    int i = 0;
    for (int element = elements - 1; element >= 0; element--) {
      for (int number = element; number < depth; number += elements) {
        numbers[i] = layout.numbers()[number];
        int from = weight.offset() + number;
        int to = i / MR * MR * outputs + i % MR;
        for (int o = 0; o < outputs; o++) {
          packed[to + o * MR] = weight.data()[from + o * depth];
        }
        i++;
      }
    }
    Arrays.fill(numbers, i, tiles * MR, layout.length());
  }

  @Override
  void clear(Workspace workspace) {
    give(workspace, packed);
    weight = dy = dx = null;
    packed = null;
  }

  /// With a channel behind it, and a vector.
  private int planesLength() {
    return layout.length() + layout.channelLength() + NR;
  }

  @Override
  int partLength() {
    return planesLength() + NR * shape.outputs();
  }

  @Override
  int pieces() {
    return 1;
  }

  @Override
  void run(int from, int to, int planesAt) {
    for (int n = from; n < to; n++) {
      Planes.clear(memory, planesAt, planesLength());
      for (int vector = 0; vector < vectors.count(); vector += 2) {
        add(n, vector, planesAt);
      }
      layout.addBack(memory, planesAt, dx, n, 0, shape.inputs());
    }
  }

  /// Adds the gradients to two vectors of windows to the planes.
  private void add(int n, int first, int planesAt) {
    boolean both = first + 1 < vectors.count();
    int second = both ? first + 1 : first;
    int panelAt = planesAt + planesLength();
    pack(n, first, panelAt);
    if (both) {
      pack(n, second, panelAt + LANES);
    }
    int at0 = planesAt + vectors.from(first);
    int at1 = planesAt + vectors.from(second);
    long lanes0 = vectors.lanes(first);
    long lanes1 = both ? vectors.lanes(second) : 0;
    int outputs = shape.outputs();
    for (int tile = 0; tile < tiles; tile++) {
      int k = tile * MR;
      int a = k * outputs;
      if (MR == 8) {
        GradientMicroKernel.rows8(
            outputs, packed, a, memory, panelAt, memory, at0, at1, numbers, k, lanes0, lanes1);
      } else {
        GradientMicroKernel.rows6(
            outputs, packed, a, memory, panelAt, memory, at0, at1, numbers, k, lanes0, lanes1);
      }
    }
  }

  /// Brings the gradients of a vector of windows to its lanes; what other lanes hold does not count.
  private void pack(int n, int vector, int panelAt) {
    int from = output(dy, n) + vectors.first(vector);
    int outputs = shape.outputs();
    if (vectors.isFull(vector)) {
      copy(outputs, dy.data(), from, panelAt);
      return;
    }
    if (from + (outputs - 1) * positions + LANES > dy.data().length) {
      int count = Long.bitCount(vectors.lanes(vector));
      for (int o = 0; o < outputs; o++) {
        Runs.copy(count, dy.data(), from + o * positions, memory, panelAt + o * NR);
      }
    } else {
      copy(outputs, dy.data(), from, panelAt);
    }
    vectors.spread(outputs, memory, panelAt, NR, vector);
  }

  private void copy(int outputs, float[] dy, int from, int panelAt) {
    for (int o = 0; o < outputs; o++) {
      FloatVector.fromArray(SPECIES, dy, from + o * positions).intoArray(memory, panelAt + o * NR);
    }
  }
}
