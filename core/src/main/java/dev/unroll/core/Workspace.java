package dev.unroll.core;

import dev.unroll.core.internal.KeptObjects;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Reusable float arrays, so that work repeated with the same shapes allocates nothing once warm.
///
/// [#take] hands out an array of at least the wanted length, [#give] takes it back for later use.
/// Lengths are rounded up to size classes (to a multiple of 16 floats, then by less than an eighth). Where
/// its own class has none free, a request gets an array of up to eight times its size rather than a new one. Before
/// a new one makes the memory held much more than the most that was ever in use at once, free arrays go, those
/// first that have been free for longest: work of ever new lengths holds little more than its largest piece
/// needs. [#trim] gives up all free arrays at once.
///
/// Not thread-safe: one workspace serves one thread at a time. Where Java assertions are enabled, an array
/// given back that is not in use from this workspace is noticed.
public final class Workspace {
  private static final int CLASSES = 8 * 32;

  /// How many times larger than wanted an array may be: three powers of two are 24 classes.
  private static final int LARGER_CLASSES = 24;

  /// How many times as much may be held as was ever in use at once, at first, …
  private static final double LEAST_SLACK = 1.1;

  /// … how that grows each time an array that went is missed, so that work that repeats itself comes to
  /// allocate nothing, …
  private static final double GROWTH = 1.01;

  /// … and at most.
  private static final double MOST_SLACK = 4;

  /// Floats (1 MB) that may be held in any case.
  private static final double LITTLE = 1 << 18;

  /// An array that went is missed if it is wanted again within so many calls of [#give].
  private static final long SOON = 1 << 14;

  static {
    KeptObjects.setAccess(Workspace::keep);
  }

  private final long limit;
  private final float[][][] free = new float[CLASSES][][];

  /// For each free array the count of [#give] when it came back.
  private final long[][] since = new long[CLASSES][];

  /// For each class the count of [#give] when an array of it last went, or −[#SOON].
  private final long[] wentAt = new long[CLASSES];

  private final int[] counts = new int[CLASSES];
  private final Map<Class<?>, Object> kept = new HashMap<>();
  private final Map<float[], Workspace> owned = new IdentityHashMap<>();
  private long gives;
  private long allocated;
  private long inUse;
  private long mostInUse;
  private long held;
  private double slack = LEAST_SLACK;

  /// An empty pool without a limit: arrays are made as they are first wanted.
  public Workspace() {
    this(Long.MAX_VALUE);
  }

  /// An empty pool that refuses to have more than `limit` floats in use at once.
  public Workspace(long limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("limit: expected 0 or more floats, got " + limit);
    }
    this.limit = limit;
    Arrays.fill(wentAt, -SOON);
  }

  /// An array of at least `length` floats with undefined contents.
  ///
  /// @throws IllegalArgumentException if the length is negative or beyond that of every tensor
  /// @throws IllegalStateException if more would be in use than the limit
  public float[] take(int length) {
    if (length > Shape.MAX_ELEMENTS) {
      throw new IllegalArgumentException(
          "length: expected at most %d floats, got %d".formatted(Shape.MAX_ELEMENTS, length));
    }
    int sizeClass = sizeClass(Checks.notNegative("length", length));
    float[] array = takeFree(sizeClass);
    if (array == null) {
      array = make(sizeClass);
    }
    inUse += array.length;
    mostInUse = Math.max(mostInUse, inUse);
    assert owned.put(array, this) == null;
    return array;
  }

  private float[] takeFree(int sizeClass) {
    int last = Math.min(CLASSES - 1, sizeClass + LARGER_CLASSES);
    for (int from = sizeClass; from <= last; from++) {
      if (counts[from] > 0) {
        int index = --counts[from];
        float[] array = free[from][index];
        free[from][index] = null;
        if (inUse + array.length <= limit) {
          return array;
        }
        held -= array.length;
      }
    }
    return null;
  }

  private float[] make(int sizeClass) {
    int capacity = capacity(sizeClass);
    if (capacity > limit - inUse) {
      throw new IllegalStateException(
          "workspace: expected at most %d floats in use at once, %d are and %d more are wanted"
              .formatted(limit, inUse, capacity));
    }
    if (gives - wentAt[sizeClass] < SOON) {
      slack = Math.min(MOST_SLACK, slack * GROWTH);
    }
    double most = slack * Math.max(mostInUse, inUse + capacity);
    most = Math.min(limit, Math.max(LITTLE, most));
    while (held + capacity > most && dropOldest()) {
      // until there is room, or nothing is free
    }
    float[] array = new float[capacity];
    allocated += capacity;
    held += capacity;
    return array;
  }

  /// Lets go of the array that has been free for longest; false if there is none.
  private boolean dropOldest() {
    int oldest = -1;
    for (int i = 0; i < CLASSES; i++) {
      // the first of each class came back before the others
      if (counts[i] > 0 && (oldest < 0 || since[i][0] < since[oldest][0])) {
        oldest = i;
      }
    }
    if (oldest < 0) {
      return false;
    }
    held -= capacity(oldest);
    int left = --counts[oldest];
    System.arraycopy(free[oldest], 1, free[oldest], 0, left);
    System.arraycopy(since[oldest], 1, since[oldest], 0, left);
    free[oldest][left] = null;
    wentAt[oldest] = gives;
    return true;
  }

  /// A tensor on an array of this workspace, with undefined contents.
  public Tensor take(Shape shape) {
    return Tensor.wrap(take(shape.elements()), 0, shape);
  }

  /// Takes back an array that [#take] handed out. The caller must not touch it any more, nor give it
  /// a second time.
  ///
  /// @throws IllegalArgumentException if the array cannot have come from a workspace
  public void give(float[] array) {
    int sizeClass = sizeClass(array.length);
    if (capacity(sizeClass) != array.length) {
      throw new IllegalArgumentException(
          "expected an array that take() handed out, got one of " + array.length + " floats");
    }
    assert owned.remove(array) == this : "an array was given back twice, or is another workspace's";
    if (free[sizeClass] == null) {
      free[sizeClass] = new float[4][];
      since[sizeClass] = new long[4];
    } else if (counts[sizeClass] == free[sizeClass].length) {
      free[sizeClass] = Arrays.copyOf(free[sizeClass], 2 * counts[sizeClass]);
      since[sizeClass] = Arrays.copyOf(since[sizeClass], 2 * counts[sizeClass]);
    }
    inUse -= array.length;
    since[sizeClass][counts[sizeClass]] = gives++;
    free[sizeClass][counts[sizeClass]++] = array;
  }

  /// Gives up all free arrays. Those in use stay, and come back as before.
  public void trim() {
    while (dropOldest()) {
      // all of them
    }
    Arrays.fill(wentAt, -SOON);
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

  /// The floats of all arrays made so far, whatever has become of them.
  public long allocatedFloats() {
    return allocated;
  }

  /// The floats of all arrays in use.
  public long floatsInUse() {
    return inUse;
  }

  /// The floats of all arrays in use or free.
  public long floatsHeld() {
    return held;
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
}
