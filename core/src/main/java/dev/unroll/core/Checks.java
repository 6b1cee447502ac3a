package dev.unroll.core;

/// Argument checks whose messages say what was expected, what was given and what it was for.
public final class Checks {
  private Checks() {}

  /// Requires something other than null.
  public static <T> T present(String name, T object) {
    if (object == null) {
      throw new IllegalArgumentException(name + ": expected one, got null");
    }
    return object;
  }

  /// Requires a tensor to have exactly the given extents; up to three of them, where they are right, without
  /// allocating anything.
  public static Tensor shape(String name, Tensor tensor, int... expected) {
    if (tensor == null) {
      throw new IllegalArgumentException(
          "%s: expected shape %s, got null".formatted(name, Shape.of(expected)));
    }
    Shape shape = tensor.shape();
    boolean same = shape.rank() == expected.length;
    for (int axis = 0; same && axis < expected.length; axis++) {
      same = shape.dimension(axis) == expected[axis];
    }
    if (!same) {
      throw new IllegalArgumentException(
          "%s: expected shape %s, got %s".formatted(name, Shape.of(expected), shape));
    }
    return tensor;
  }

  /// Requires a tensor of one axis to have exactly the given extent.
  public static Tensor shape(String name, Tensor tensor, int expected) {
    boolean same =
        tensor != null && tensor.shape().rank() == 1 && tensor.shape().dimension(0) == expected;
    return same ? tensor : shape(name, tensor, new int[] {expected});
  }

  /// Requires a tensor of two axes to have exactly the given extents.
  public static Tensor shape(String name, Tensor tensor, int first, int second) {
    boolean same =
        tensor != null
            && tensor.shape().rank() == 2
            && tensor.shape().dimension(0) == first
            && tensor.shape().dimension(1) == second;
    return same ? tensor : shape(name, tensor, new int[] {first, second});
  }

  /// Requires a tensor of three axes to have exactly the given extents.
  public static Tensor shape(String name, Tensor tensor, int first, int second, int third) {
    boolean same =
        tensor != null
            && tensor.shape().rank() == 3
            && tensor.shape().dimension(0) == first
            && tensor.shape().dimension(1) == second
            && tensor.shape().dimension(2) == third;
    return same ? tensor : shape(name, tensor, new int[] {first, second, third});
  }

  /// Requires a tensor to have exactly the given shape.
  public static Tensor shape(String name, Tensor tensor, Shape expected) {
    if (tensor == null) {
      throw new IllegalArgumentException(
          "%s: expected shape %s, got null".formatted(name, expected));
    }
    if (!tensor.shape().equals(expected)) {
      throw new IllegalArgumentException(
          "%s: expected shape %s, got %s".formatted(name, expected, tensor.shape()));
    }
    return tensor;
  }

  /// Requires a whole number of at least 1.
  public static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s: expected 1 or more, got %d".formatted(name, value));
    }
    return value;
  }

  /// Requires a whole number of at least 0.
  public static int notNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException("%s: expected 0 or more, got %d".formatted(name, value));
    }
    return value;
  }

  /// Requires a finite number above 0; a NaN is refused.
  public static float positive(String name, float value) {
    if (!(value > 0) || value == Float.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "%s: expected a finite number above 0, got %s".formatted(name, value));
    }
    return value;
  }

  /// Requires `low ≤ value ≤ high`; a NaN is refused.
  public static float within(String name, float value, float low, float high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          "%s: expected a number from %s to %s, got %s".formatted(name, low, high, value));
    }
    return value;
  }

  /// Requires `0 ≤ ids[i] < limit` for every `i`.
  public static int[] ids(String name, int[] ids, int limit) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0 || ids[i] >= limit) {
        throw new IllegalArgumentException(
            "%s[%d]: expected an id from 0 to %d, got %d".formatted(name, i, limit - 1, ids[i]));
      }
    }
    return ids;
  }

  /// Requires two tensors not to share elements.
  public static void distinct(String firstName, Tensor first, String secondName, Tensor second) {
    if (first.overlaps(second)) {
      throw new IllegalArgumentException(
          "%s and %s must not share memory, but they overlap".formatted(firstName, secondName));
    }
  }
}
