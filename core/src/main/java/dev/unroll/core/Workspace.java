package dev.unroll.core;

import dev.unroll.core.internal.KeptObjects;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Reusable float arrays, so that work repeated with the same shapes allocates nothing once warm.
///
/// [#take] hands out an array of at least the wanted length, [#give] takes it back for later use.
/// Lengths are rounded up to size classes (to a multiple of 16 floats, then by less than an eighth),
/// so sequences of varying lengths share arrays and the pool stays bounded by the largest simultaneous
/// use of each class.
///
/// Not thread-safe: one workspace serves one thread at a time.
public final class Workspace {
  private static final int CLASSES = 8 * 32;

  static {
    KeptObjects.setAccess(Workspace::keep);
  }

  private final float[][][] free = new float[CLASSES][][];
  private final int[] counts = new int[CLASSES];
  private final Map<Class<?>, Object> kept = new HashMap<>();
  private long allocatedFloats;

  /// An empty pool: arrays are made as they are first wanted.
  public Workspace() {}

  /// An array of at least `length` floats with undefined contents.
  ///
  /// @throws IllegalArgumentException if the length is negative or beyond that of every tensor
  public float[] take(int length) {
    if (length > Shape.MAX_ELEMENTS) {
      throw new IllegalArgumentException(
          "length: expected at most %d floats, got %d".formatted(Shape.MAX_ELEMENTS, length));
    }
    int sizeClass = sizeClass(Checks.notNegative("length", length));
    if (counts[sizeClass] > 0) {
      int last = --counts[sizeClass];
      float[] array = free[sizeClass][last];
      free[sizeClass][last] = null;
      return array;
    }
    int capacity = capacityFor(length);
    allocatedFloats += capacity;
    return new float[capacity];
  }

  /// A tensor on an array of this workspace, with undefined contents.
  public Tensor take(Shape shape) {
    return Tensor.wrap(take(shape.elements()), 0, shape);
  }

  /// Takes back an array that [#take] handed out. The caller must not touch it any more, nor give it
  /// a second time (where Java assertions are enabled, an attempt soon after the first is noticed).
  ///
  /// @throws IllegalArgumentException if the array cannot have come from a workspace
  public void give(float[] array) {
    int sizeClass = sizeClass(array.length);
    if (capacity(sizeClass) != array.length) {
      throw new IllegalArgumentException(
          "expected an array that take() handed out, got one of " + array.length + " floats");
    }
    assert !isFree(array, sizeClass) : "an array was given back twice";
    if (free[sizeClass] == null) {
      free[sizeClass] = new float[4][];
    } else if (counts[sizeClass] == free[sizeClass].length) {
      free[sizeClass] = Arrays.copyOf(free[sizeClass], 2 * counts[sizeClass]);
    }
    free[sizeClass][counts[sizeClass]++] = array;
  }

  /// Takes back the array of a tensor that [#take(Shape)] handed out, or of one that begins where that
  /// one began.
  ///
  /// @throws IllegalArgumentException if the array cannot have come from a workspace, or the tensor is
  ///     a window on its inside
  public void give(Tensor tensor) {
    if (tensor.offset() != 0) {
      throw new IllegalArgumentException(
          "expected a tensor that take() handed out, got a window from index "
              + tensor.offset()
              + " on");
    }
    give(tensor.data());
  }

  /// See [KeptObjects].
  private <T> T keep(Class<T> type, Supplier<T> maker) {
    Object object = kept.get(type);
    if (object == null) {
      object = maker.get();
      kept.put(type, object);
    }
    return type.cast(object);
  }

  /// The floats of all arrays made so far, in use or free.
  public long allocatedFloats() {
    return allocatedFloats;
  }

  /// The length of the array that [#take] makes for a wanted length.
  static int capacityFor(int length) {
    return capacity(sizeClass(length));
  }

  /// The class of a length: its power of two and the eighth of it, counted in units of 16 floats.
  private static int sizeClass(int length) {
    int units = Math.max(1, (length + 15) >>> 4);
    int exponent = 31 - Integer.numberOfLeadingZeros(units);
    if (exponent < 3) {
      return units;
    }
    int shift = exponent - 3;
    int eighths = (units + (1 << shift) - 1) >>> shift;
    return 8 * (shift + 1) + eighths - 8;
  }

  private static int capacity(int sizeClass) {
    if (sizeClass < 8) {
      return sizeClass << 4;
    }
    int shift = sizeClass / 8 - 1;
    return (int) Math.min(Shape.MAX_ELEMENTS, (8L + sizeClass % 8) << shift << 4);
  }

  /// Whether an array is among the last few of its class that were given back; a look at all of them
  /// would make a long tape's many equal arrays take quadratic time.
  private boolean isFree(float[] array, int sizeClass) {
    int last = counts[sizeClass];
    for (int i = Math.max(0, last - 16); i < last; i++) {
      if (free[sizeClass][i] == array) {
        return true;
      }
    }
    return false;
  }
}
