package dev.unroll.kernels.vector.convolution;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.REGISTERS;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.gemm.Blocking.MR;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.core.internal.KeptObjects;
import dev.unroll.kernels.ConvolutionShape;
import dev.unroll.kernels.Workers;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// `y[n] = b + W·windows(x[n])`, two or three vectors of windows at a time, which are read where they lie in the planes. Memory of
/// a part:
///
///     planes, and a vector behind them | a tile
final class ForwardConvolution extends BatchPass {
  /// The vectors of a tile at most.
  private static final int WIDE = 3;

  private static final int TILE = MR * WIDE * LANES;

  /// What bringing the windows of a vector together takes, in numbers of a window.
  static final int APART = 16;

  private Tensor x;
  private Tensor weight;
  private Tensor bias;
  private Tensor y;
  private final WindowVectors vectors = new WindowVectors();
  private final WeightTiles tiles = new WeightTiles();

  /// The weights of the tiles, then the biases.
  private float[] packed;

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
  void begin(Workspace workspace) {
    vectors.set(shape, layout, APART);
    tiles.set(shape.outputs(), depth);
    packed = workspace.take(Math.addExact(tiles.length(), shape.outputs()));
    tiles.pack(weight, packed, 0);
    int end = tiles.length() + shape.outputs();
    if (bias == null) {
      Arrays.fill(packed, tiles.length(), end, 0f);
    } else {
      System.arraycopy(bias.data(), bias.offset(), packed, tiles.length(), shape.outputs());
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
    return planesLength() + TILE;
  }

  private int planesLength() {
    return layout.length() + LANES;
  }

  @Override
  int pieces() {
    return vectors.count();
  }

  @Override
  void beginPart(int at) {
    Planes.clear(memory, at, planesLength());
  }

  @Override
  void run(int from, int to, int planesAt) {
    int perRow = vectors.count();
    int vector = from;
    while (vector < to) {
      int n = vector / perRow;
      layout.read(x, n, 0, shape.inputs(), memory, planesAt);
      int end = Math.min(to, (n + 1) * perRow);
      windows(n, vector - n * perRow, end - n * perRow, planesAt);
      vector = end;
    }
  }

  /// Vectors `from` to `to` of a row of the batch.
  private void windows(int n, int from, int to, int planesAt) {
    int vector = from;
    while (vector < to) {
      int some = to - vector;
      boolean wide = REGISTERS == 32 && (some == WIDE || some > 4 && some % 2 == 1);
      int next = Math.min(to, vector + (wide ? WIDE : 2));
      for (int tile = 0; tile < tiles.count(); tile++) {
        tile(n, tile, vector, next, next == to, planesAt);
      }
      vector = next;
    }
  }

  private void tile(int n, int tile, int from, int to, boolean last, int planesAt) {
    int channel = tiles.channel(tile);
    int second = Math.min(to - 1, from + 1);
    int target = output(y, n) + channel * positions;
    boolean inPlace = vectors.isFull(from) && vectors.isFull(second) && vectors.isFull(to - 1);
    if (inPlace) {
      int c0 = target + vectors.first(from);
      int c1 = target + vectors.first(second);
      int c2 = target + vectors.first(to - 1);
      multiply(tile, from, second, to - 1, planesAt, y.data(), c0, c1, c2, positions);
      return;
    }
    int tileAt = planesAt + planesLength();
    int c1 = tileAt + LANES;
    int c2 = tileAt + 2 * LANES;
    multiply(tile, from, second, to - 1, planesAt, memory, tileAt, c1, c2, WIDE * LANES);
    for (int vector = from; vector < to; vector++) {
      int first = vectors.first(vector);
      boolean exact = last && vector == to - 1 || first + LANES > positions;
      int source = tileAt + (vector - from) * LANES;
      store(tiles.height(tile), source, vector, exact, target + first);
    }
  }

  private void multiply(
      int tile,
      int first,
      int second,
      int third,
      int planesAt,
      float[] c,
      int c0,
      int c1,
      int c2,
      int stride) {
    int a = tiles.at(tile);
    int start = tiles.length() + tiles.channel(tile);
    int[] numbers = layout.numbers();
    int at0 = planesAt + vectors.from(first);
    int at1 = planesAt + vectors.from(second);
    int at2 = planesAt + vectors.from(third);
    boolean wide = third > second;
    switch (tiles.height(tile)) {
      case 8 -> {
        if (wide) {
          WindowMicroKernel.rows8Wide(
              depth, packed, a, packed, start, memory, numbers, at0, at1, at2, c, c0, c1, c2,
              stride);
        } else {
          WindowMicroKernel.rows8(
              depth, packed, a, packed, start, memory, numbers, at0, at1, c, c0, c1, stride);
        }
      }
      case 6 ->
          WindowMicroKernel.rows6(
              depth, packed, a, packed, start, memory, numbers, at0, at1, c, c0, c1, stride);
      case 4 -> {
        WindowMicroKernel.rows4(
            depth, packed, a, packed, start, memory, numbers, at0, at1, c, c0, c1, stride);
        if (wide) {
          WindowMicroKernel.rows4(
              depth, packed, a, packed, start, memory, numbers, at2, at2, c, c2, c2, stride);
        }
      }
      default -> {
        WindowMicroKernel.rows1(
            depth, packed, a, packed, start, memory, numbers, at0, at1, c, c0, c1);
        if (wide) {
          WindowMicroKernel.rows1(
              depth, packed, a, packed, start, memory, numbers, at2, at2, c, c2, c2);
        }
      }
    }
  }

  /// Brings the lanes of a vector that are windows to their places, one row of the tile after the other. What a
  /// whole vector spoils behind them the next one of the row overwrites; an `exact` one spoils nothing.
  private void store(int rows, int tileAt, int vector, boolean exact, int target) {
    vectors.bringTogether(rows, memory, tileAt, WIDE * LANES, vector);
    if (exact) {
      int count = Long.bitCount(vectors.lanes(vector));
      for (int row = 0; row < rows; row++) {
        Runs.copy(count, memory, tileAt + row * WIDE * LANES, y.data(), target + row * positions);
      }
    } else {
      for (int row = 0; row < rows; row++) {
        FloatVector.fromArray(SPECIES, memory, tileAt + row * WIDE * LANES)
            .intoArray(y.data(), target + row * positions);
      }
    }
  }
}
