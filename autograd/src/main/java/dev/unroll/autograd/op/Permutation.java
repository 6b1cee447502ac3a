package dev.unroll.autograd.op;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;

/// Copies between a tensor and one with its axes in another order.
final class Permutation {
  private Permutation() {}

  /// The shape whose axis i is axis `order[i]` of `shape`.
  static Shape shape(Shape shape, int[] order) {
    int[] dimensions = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      dimensions[i] = shape.dimension(order[i]);
    }
    return Shape.of(dimensions);
  }

  /// Overwrites `to`, whose axis i is axis `order[i]` of `from`.
  static void copy(Tensor from, int[] order, Tensor to) {
    if (to.elements() > 0) {
      move(from.data(), from.offset(), strides(from, order), to, 0, to.offset(), false);
    }
  }

  /// Adds `permuted` to `sum`, the other way round: axis i of `permuted` is axis `order[i]` of `sum`.
  static void addBack(Tensor permuted, int[] order, Tensor sum) {
    if (sum.elements() > 0) {
      move(sum.data(), sum.offset(), strides(sum, order), permuted, 0, permuted.offset(), true);
    }
  }

  /// The distances in `tensor` between neighbours along the axes of the permuted one.
  private static int[] strides(Tensor tensor, int[] order) {
    int[] strides = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      strides[i] = Blocks.inner(tensor, order[i] + 1);
    }
    return strides;
  }

  /// Walks through the permuted tensor in row-major order; returns where it got to.
  private static int move(
      float[] data, int at, int[] strides, Tensor permuted, int axis, int position, boolean back) {
    float[] row = permuted.data();
    if (axis == strides.length) {
      if (back) {
        data[at] += row[position];
      } else {
        row[position] = data[at];
      }
      return position + 1;
    }
    int extent = permuted.shape().dimension(axis);
    int stride = strides[axis];
    if (axis < strides.length - 1) {
      int next = position;
      for (int i = 0; i < extent; i++) {
        next = move(data, at + i * stride, strides, permuted, axis + 1, next, back);
      }
      return next;
    }
    for (int i = 0; i < extent; i++) {
      if (back) {
        data[at + i * stride] += row[position + i];
      } else {
        row[position + i] = data[at + i * stride];
      }
    }
    return position + extent;
  }
}
