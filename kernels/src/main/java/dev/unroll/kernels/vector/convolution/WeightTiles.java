package dev.unroll.kernels.vector.convolution;

import static dev.unroll.kernels.vector.gemm.Blocking.MR;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.vector.gemm.Transposition;

/// The channels of the output in tiles of `MR`, four or one, and their weights as the micro-kernels read them, a tile's
/// after the other, number by number. Where the channels do not come out even, a tile makes some of the one before it
/// again. One object a pass, set anew for each; once set, threads share it.
final class WeightTiles {
  private static final int SMALL = 4;

  private int outputs;
  private int depth;
  private int large;
  private int small;

  void set(int outputs, int depth) {
    this.outputs = outputs;
    this.depth = depth;
    large = 0;
    small = 0;
    if (outputs < SMALL) {
      return;
    }
    // the fewest channels made twice, then the fewest small tiles
    int best = Integer.MAX_VALUE;
    for (int some = 0; some <= 2; some++) {
      int rest = Math.max(0, outputs - some * SMALL);
      int others = (rest + MR - 1) / MR;
      int made = some * SMALL + others * MR;
      if (made < best && (others == 0 || outputs >= MR)) {
        best = made;
        large = others;
        small = some;
      }
    }
  }

  int count() {
    return outputs < SMALL ? outputs : large + small;
  }

  /// The channels of a tile.
  int height(int tile) {
    return outputs < SMALL ? 1 : tile < large ? MR : SMALL;
  }

  /// The first channel of a tile.
  int channel(int tile) {
    int begin = tile <= large ? tile * MR : large * MR + (tile - large) * SMALL;
    return outputs < SMALL ? tile : Math.min(begin, outputs - height(tile));
  }

  /// Where a tile's weights begin.
  int at(int tile) {
    int before = tile <= large ? tile * MR : large * MR + (tile - large) * SMALL;
    return (outputs < SMALL ? tile : before) * depth;
  }

  /// The floats of all tiles.
  int length() {
    return (outputs < SMALL ? outputs : large * MR + small * SMALL) * depth;
  }

  /// Copies the weights.
  void pack(Tensor weight, float[] to, int toAt) {
    for (int tile = 0; tile < count(); tile++) {
      int height = height(tile);
      int from = weight.offset() + channel(tile) * depth;
      Transposition.transpose(
          height, depth, weight.data(), from, depth, to, toAt + at(tile), height);
    }
  }
}
