package dev.unroll.core;

import java.util.Arrays;
import java.util.Objects;

/// A dense float32 array with a shape, stored row-major in a `float[]` from an offset on.
///
/// A tensor is a window on its array: [#reshape] and [#slice] give windows on the same numbers, so a
/// write through one is seen through the others. The shape and the window never change.
public final class Tensor {
  private final float[] data;
  private final int offset;
  private final Shape shape;

  private Tensor(float[] data, int offset, Shape shape) {
    this.data = data;
    this.offset = offset;
    this.shape = shape;
  }

  /// A window of `shape` on `data`, beginning at index `offset`; the array is not copied.
  ///
  /// @throws IllegalArgumentException if the window does not lie within the array
  public static Tensor wrap(float[] data, int offset, Shape shape) {
    if (offset < 0 || shape.elements() > data.length - offset) {
      throw new IllegalArgumentException(
          "a tensor of %s needs %d floats from index %d on, the array has %d"
              .formatted(shape, shape.elements(), offset, data.length));
    }
    return new Tensor(data, offset, shape);
  }

  /// A new tensor full of zeros.
  public static Tensor zeros(int... dimensions) {
    return zeros(Shape.of(dimensions));
  }

  /// A new tensor full of zeros.
  public static Tensor zeros(Shape shape) {
    return new Tensor(new float[shape.elements()], 0, shape);
  }

  /// A new tensor holding a copy of `values`, row-major.
  ///
  /// @throws IllegalArgumentException if the number of values is not that of the shape's elements
  public static Tensor of(Shape shape, float... values) {
    if (values.length != shape.elements()) {
      throw new IllegalArgumentException(
          "a tensor of %s has %d elements, got %d values"
              .formatted(shape, shape.elements(), values.length));
    }
    return new Tensor(values.clone(), 0, shape);
  }

  /// A new tensor without axes holding one number.
  public static Tensor scalar(float value) {
    return new Tensor(new float[] {value}, 0, Shape.SCALAR);
  }

  /// The array that holds the elements, shared, not copied; they begin at [#offset].
  public float[] data() {
    return data;
  }

  /// The index in [#data] of the first element.
  public int offset() {
    return offset;
  }

  public Shape shape() {
    return shape;
  }

  /// The number of elements.
  public int elements() {
    return shape.elements();
  }

  /// The element at a full index, one number an axis.
  public float get(int... index) {
    return data[flatIndex(index)];
  }

  /// Overwrites the element at a full index, one number an axis.
  public void set(float value, int... index) {
    data[flatIndex(index)] = value;
  }

  private int flatIndex(int[] index) {
    if (index.length != shape.rank()) {
      throw new IllegalArgumentException(
          "a tensor of %s takes %d indices, got %s"
              .formatted(shape, shape.rank(), Arrays.toString(index)));
    }
    int flat = 0;
    for (int axis = 0; axis < index.length; axis++) {
      flat = flat * shape.dimension(axis) + Objects.checkIndex(index[axis], shape.dimension(axis));
    }
    return offset + flat;
  }

  /// The number in a tensor of one element, whatever its rank.
  ///
  /// @throws IllegalArgumentException if there is not exactly one element
  public float item() {
    if (shape.elements() != 1) {
      throw new IllegalArgumentException("expected a tensor of one element, got " + shape);
    }
    return data[offset];
  }

  /// The same numbers under another shape.
  ///
  /// @throws IllegalArgumentException if the shapes differ in their number of elements
  public Tensor reshape(int... dimensions) {
    return reshape(Shape.of(dimensions));
  }

  /// The same numbers under another shape.
  ///
  /// @throws IllegalArgumentException if the shapes differ in their number of elements
  public Tensor reshape(Shape to) {
    if (to.elements() != shape.elements()) {
      throw new IllegalArgumentException(
          "cannot see %s (%d elements) as %s (%d elements)"
              .formatted(shape, shape.elements(), to, to.elements()));
    }
    return new Tensor(data, offset, to);
  }

  /// The window on indices `from` (inclusive) to `to` (exclusive) of the outermost axis.
  public Tensor slice(int from, int to) {
    if (shape.rank() == 0) {
      throw new IllegalArgumentException("a scalar has no axis to slice");
    }
    Objects.checkFromToIndex(from, to, shape.dimension(0));
    int[] dimensions = shape.dimensions();
    dimensions[0] = to - from;
    int row = shape.dimension(0) == 0 ? 0 : shape.elements() / shape.dimension(0);
    return new Tensor(data, offset + from * row, Shape.of(dimensions));
  }

  /// The window on one index of the outermost axis; that axis is gone from its shape.
  public Tensor at(int index) {
    Tensor slab = slice(index, index + 1);
    int[] dimensions = shape.dimensions();
    return slab.reshape(Arrays.copyOfRange(dimensions, 1, dimensions.length));
  }

  /// Overwrites every element.
  public void fill(float value) {
    Arrays.fill(data, offset, offset + shape.elements(), value);
  }

  /// Overwrites this tensor with the elements of another of the same shape.
  public void copyFrom(Tensor source) {
    Checks.shape("source", source, shape);
    System.arraycopy(source.data, source.offset, data, offset, shape.elements());
  }

  /// A new tensor with the same shape and elements, on an array of its own.
  public Tensor copy() {
    return new Tensor(toArray(), 0, shape);
  }

  /// A copy of the elements, row-major.
  public float[] toArray() {
    return Arrays.copyOfRange(data, offset, offset + shape.elements());
  }

  /// Whether a write to one of the two tensors can be seen in the other.
  public boolean overlaps(Tensor other) {
    return data == other.data
        && shape.elements() > 0
        && other.shape.elements() > 0
        && offset < other.offset + other.shape.elements()
        && other.offset < offset + shape.elements();
  }

  /// The shape and the first few elements, for messages and debuggers.
  @Override
  public String toString() {
    int shown = Math.min(8, shape.elements());
    String head = Arrays.toString(Arrays.copyOfRange(data, offset, offset + shown));
    return "Tensor" + shape + (shown < shape.elements() ? head.replace("]", ", …]") : head);
  }
}
