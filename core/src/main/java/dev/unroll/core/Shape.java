package dev.unroll.core;

import java.util.Arrays;

/// The extents of a tensor's axes, outermost first: `[T, N, C]` is time, then batch rows, then
/// features. The empty shape `[]` is a scalar of one element; an axis of extent 0 is allowed and
/// makes the tensor empty. Immutable.
public final class Shape {
  /// The shape of a single number.
  public static final Shape SCALAR = new Shape(new int[0], 1);

  /// What every virtual machine can put into one array.
  static final int MAX_ELEMENTS = Integer.MAX_VALUE - 64;

  private final int[] dimensions;
  private final int elements;

  private Shape(int[] dimensions, int elements) {
    this.dimensions = dimensions;
    this.elements = elements;
  }

  /// The shape with the given extents, outermost first.
  ///
  /// @throws IllegalArgumentException if an extent is negative, or if the elements are more than an
  ///     array can hold
  public static Shape of(int... dimensions) {
    if (dimensions.length == 0) {
      return SCALAR;
    }
    long elements = 1;
    for (int dimension : dimensions) {
      if (dimension < 0) {
        throw new IllegalArgumentException(
            "expected extents of 0 or more, got " + Arrays.toString(dimensions));
      }
      // May pass the limit as long as an extent of 0 may follow, but never 2^62.
      elements = Math.min(elements, Integer.MAX_VALUE) * dimension;
    }
    if (elements > MAX_ELEMENTS) {
      throw new IllegalArgumentException(
          "a tensor holds fewer than 2^31 - 64 elements, got a shape of "
              + Arrays.toString(dimensions));
    }
    return new Shape(dimensions.clone(), (int) elements);
  }

  /// The number of axes.
  public int rank() {
    return dimensions.length;
  }

  /// The extent of an axis; negative axes count from the innermost, −1 being the last.
  public int dimension(int axis) {
    return dimensions[axis < 0 ? axis + dimensions.length : axis];
  }

  /// A copy of the extents.
  public int[] dimensions() {
    return dimensions.clone();
  }

  /// The product of the extents; 1 for a scalar.
  public int elements() {
    return elements;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dimensions, shape.dimensions);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(dimensions);
  }

  @Override
  public String toString() {
    return Arrays.toString(dimensions);
  }
}
