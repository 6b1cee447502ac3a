package dev.unroll.autograd.op.layout;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;

/// Copies between a tensor and one with its axes in another order.
///
/// Axes of extent 1 are left out and neighbours that stay neighbours are joined. What remains innermost is
/// either the same in both, then runs of numbers are moved, or it is not: then matrices are transposed, in
/// tiles that stay in the first cache whatever the distance between their rows.
public final class Permutation {
  /// Rows and columns of a tile: a cache line of numbers.
  private static final int TILE = 16;

  private final int axes;
  private final int[] extents;

  /// Distances between neighbours in the tensor itself.
  private final int[] strides;

  /// Distances between neighbours in the permuted one.
  private final int[] permutedStrides;

  /// The axis, innermost in the tensor itself, whose numbers are next to one another there.
  private int contiguous;

  private final float[] data;
  private final float[] permuted;
  private final boolean back;

  private Permutation(Tensor tensor, int[] order, Tensor permuted, boolean back) {
    int rank = order.length;
    extents = new int[rank];
    strides = new int[rank];
    permutedStrides = new int[rank];
    int count = 0;
    for (int i = 0; i < rank; i++) {
      int extent = tensor.shape().dimension(order[i]);
      int stride = Blocks.inner(tensor, order[i] + 1);
      if (extent == 1) {
        continue;
      }
      if (count > 0 && strides[count - 1] == extent * stride) {
        extents[count - 1] *= extent;
        strides[count - 1] = stride;
      } else {
        extents[count] = extent;
        strides[count++] = stride;
      }
    }
    axes = count;
    int stride = 1;
    for (int axis = axes - 1; axis >= 0; axis--) {
      permutedStrides[axis] = stride;
      stride *= extents[axis];
      if (strides[axis] == 1) {
        contiguous = axis;
      }
    }
    this.data = tensor.data();
    this.permuted = permuted.data();
    this.back = back;
  }

  /// The shape whose axis i is axis `order[i]` of `shape`.
  public static Shape shape(Shape shape, int[] order) {
    int[] dimensions = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      dimensions[i] = shape.dimension(order[i]);
    }
    return Shape.of(dimensions);
  }

  /// Overwrites `to`, whose axis i is axis `order[i]` of `from`.
  public static void copy(Tensor from, int[] order, Tensor to) {
    if (to.elements() > 0) {
      new Permutation(from, order, to, false).move(0, from.offset(), to.offset());
    }
  }

  /// Adds `permuted` to `sum`, the other way round: axis i of `permuted` is axis `order[i]` of `sum`.
  public static void addBack(Tensor permuted, int[] order, Tensor sum) {
    if (sum.elements() > 0) {
      new Permutation(sum, order, permuted, true).move(0, sum.offset(), permuted.offset());
    }
  }

  /// Walks over the axes from `axis` on but for the last and the contiguous one.
  private void move(int axis, int at, int position) {
    if (axis >= axes - 1) {
      if (axes == 0 || contiguous == axes - 1) {
        run(axes == 0 ? 1 : extents[axes - 1], at, position);
      } else {
        transpose(at, position);
      }
    } else if (axis == contiguous) {
      move(axis + 1, at, position);
    } else {
      for (int i = 0; i < extents[axis]; i++) {
        move(axis + 1, at + i * strides[axis], position + i * permutedStrides[axis]);
      }
    }
  }

  private void run(int length, int at, int position) {
    if (back) {
      Blocks.add(length, permuted, position, data, at);
    } else {
      System.arraycopy(data, at, permuted, position, length);
    }
  }

  /// The matrix of the contiguous axis (rows in the permuted tensor) and the last one (its columns).
  private void transpose(int at, int position) {
    int rows = extents[contiguous];
    int columns = extents[axes - 1];
    int rowStride = permutedStrides[contiguous];
    int columnStride = strides[axes - 1];
    for (int column = 0; column < columns; column += TILE) {
      int width = Math.min(TILE, columns - column);
      for (int row = 0; row < rows; row += TILE) {
        int height = Math.min(TILE, rows - row);
        int from = at + row + column * columnStride;
        int to = position + row * rowStride + column;
        if (back) {
          addTile(height, width, permuted, to, rowStride, data, from, columnStride);
        } else {
          copyTile(height, width, data, from, columnStride, permuted, to, rowStride);
        }
      }
    }
  }

  private static void copyTile(
      int height,
      int width,
      float[] data,
      int at,
      int columnStride,
      float[] permuted,
      int position,
      int rowStride) {
    for (int row = 0; row < height; row++) {
      int to = position + row * rowStride;
      for (int column = 0; column < width; column++) {
        permuted[to + column] = data[at + row + column * columnStride];
      }
    }
  }

  private static void addTile(
      int height,
      int width,
      float[] permuted,
      int position,
      int rowStride,
      float[] data,
      int at,
      int columnStride) {
    for (int column = 0; column < width; column++) {
      int to = at + column * columnStride;
      for (int row = 0; row < height; row++) {
        data[to + row] += permuted[position + row * rowStride + column];
      }
    }
  }
}
