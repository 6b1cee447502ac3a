package dev.unroll.autograd.op.layout;

import dev.unroll.core.Tensor;

/// Copies and sums of equally spaced blocks, to which slicing and joining along an axis come down: a
/// tensor `[A, D, B]` cut along `D` is `A` blocks of `D·B` numbers.
public final class Blocks {
  private Blocks() {}

  /// The product of the extents before `axis`.
  public static int outer(Tensor tensor, int axis) {
    int product = 1;
    for (int i = 0; i < axis; i++) {
      product *= tensor.shape().dimension(i);
    }
    return product;
  }

  /// The product of the extents from `axis` on.
  public static int inner(Tensor tensor, int axis) {
    int product = 1;
    for (int i = axis; i < tensor.shape().rank(); i++) {
      product *= tensor.shape().dimension(i);
    }
    return product;
  }

  /// For each of `count` blocks of `length` numbers: `to = from`; the first begin at `fromStart` and
  /// `toStart` within their tensors, the next ones a stride further on.
  public static void copy(
      int count,
      int length,
      Tensor from,
      int fromStart,
      int fromStride,
      Tensor to,
      int toStart,
      int toStride) {
    for (int i = 0; i < count; i++) {
      System.arraycopy(
          from.data(),
          from.offset() + fromStart + i * fromStride,
          to.data(),
          to.offset() + toStart + i * toStride,
          length);
    }
  }

  /// Like [#copy], but `to += from`.
  public static void add(
      int count,
      int length,
      Tensor from,
      int fromStart,
      int fromStride,
      Tensor to,
      int toStart,
      int toStride) {
    for (int i = 0; i < count; i++) {
      add(
          length,
          from.data(),
          from.offset() + fromStart + i * fromStride,
          to.data(),
          to.offset() + toStart + i * toStride);
    }
  }

  /// `to[toAt + k] += from[fromAt + k]` for k below `length`.
  public static void add(int length, float[] from, int fromAt, float[] to, int toAt) {
    for (int k = 0; k < length; k++) {
      to[toAt + k] += from[fromAt + k];
    }
  }

  /// `to += from`, element by element.
  public static void add(Tensor from, Tensor to) {
    add(from.elements(), from.data(), from.offset(), to.data(), to.offset());
  }

  /// The axis counted from the front: −1 is the last of `rank`.
  ///
  /// @throws IllegalArgumentException if there is no such axis
  public static int axis(String operation, int axis, int rank) {
    int fromFront = axis < 0 ? axis + rank : axis;
    if (fromFront < 0 || fromFront >= rank) {
      throw new IllegalArgumentException(
          "%s: expected an axis from %d to %d, got %d".formatted(operation, -rank, rank - 1, axis));
    }
    return fromFront;
  }
}
