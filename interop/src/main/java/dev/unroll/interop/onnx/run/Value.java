package dev.unroll.interop.onnx.run;

import dev.unroll.interop.onnx.ElementType;
import java.util.Arrays;

/// One value of a graph: dense, row-major, its elements `float`s if its type is a real one, else
/// `long`s. Its shape changes from run to run, its type does not. A whole value's rank is any.
///
/// Whoever writes a value first sets its shape:
///
///     int[] dims = y.begin(2);       // the extents, to be filled in
///     dims[0] = rows;
///     dims[1] = columns;
///     y.end();                       // checks them and makes room; the elements are undefined
public final class Value {
  private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 64;
  private static final int[] NO_DIMS = {};

  private final String name;
  private final ElementType type;
  private Storage storage;
  private boolean view;
  private boolean constant;
  private int[] dims = NO_DIMS;
  private int rank;
  private int elements;

  Value(String name, ElementType type, Storage storage) {
    this.name = name;
    this.type = type;
    this.storage = storage;
  }

  /// The name in the file, for messages.
  public String name() {
    return name;
  }

  public ElementType type() {
    return type;
  }

  /// Whether the elements are `float`s; else they are `long`s.
  public boolean isReal() {
    return type.isReal();
  }

  /// Whether the value is known before the run, and the same in every run.
  public boolean isConstant() {
    return constant;
  }

  void makeConstant() {
    constant = true;
  }

  Storage storage() {
    return storage;
  }

  /// Makes this value a view on another's elements.
  void shareStorage(Value other) {
    storage = other.storage;
    view = true;
  }

  /// The array of the elements, which it may be longer than.
  public float[] floats() {
    return storage.buffer.floats;
  }

  /// The array of the elements, which it may be longer than.
  public long[] longs() {
    return storage.buffer.longs;
  }

  /// The array of the elements, whatever their kind.
  public Object array() {
    return isReal() ? storage.buffer.floats : storage.buffer.longs;
  }

  /// The number of axes.
  public int rank() {
    return rank;
  }

  /// The extent of an axis.
  public int dim(int axis) {
    return dims[axis];
  }

  /// The number of elements.
  public int elements() {
    return elements;
  }

  /// The product of the extents from axis `from` on and before axis `to`.
  public int elements(int from, int to) {
    int product = 1;
    for (int axis = from; axis < to; axis++) {
      product *= dims[axis];
    }
    return product;
  }

  /// Requires an axis from −rank to rank − 1 and returns it counted from the outermost.
  public int axis(long axis) {
    return axis(axis, rank);
  }

  /// Requires an axis from −rank to rank − 1 and returns it counted from the outermost.
  public static int axis(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw new IllegalArgumentException(
          "expected an axis from %d to %d, got %d".formatted(-rank, rank - 1, axis));
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /// Gives the value these elements, not copied.
  void hold(int[] shape, float[] floats, long[] longs) {
    System.arraycopy(shape, 0, begin(shape.length), 0, shape.length);
    storage.buffer.floats = floats == null ? storage.buffer.floats : floats;
    storage.buffer.longs = longs == null ? storage.buffer.longs : longs;
    end();
  }

  /// Begins a new shape.
  ///
  /// @return the extents, undefined, for the caller to fill in
  public int[] begin(int newRank) {
    if (dims.length < newRank) {
      dims = new int[newRank];
    }
    rank = newRank;
    return dims;
  }

  /// Ends what [#begin] began.
  ///
  /// @throws IllegalArgumentException if an extent is negative, the elements are too many or the memory
  ///     is used up; for a view if the elements are not those of what it is a view on
  public void end() {
    long product = 1; // without the zeros, so that no product of some extents overflows either
    boolean empty = false;
    for (int axis = 0; axis < rank; axis++) {
      if (dims[axis] < 0) {
        throw new IllegalArgumentException("expected extents of 0 or more, got " + shapeText());
      }
      empty |= dims[axis] == 0;
      product = Math.min(product, MAX_ELEMENTS + 1L) * Math.max(1, dims[axis]);
    }
    if (product > MAX_ELEMENTS) {
      throw new IllegalArgumentException(shapeText() + " has more elements than an array can hold");
    }
    elements = empty ? 0 : (int) product;
    if (view) {
      return;
    }
    if (isReal()) {
      storage.buffer.ensureFloats(elements, storage.memory);
    } else {
      storage.buffer.ensureLongs(elements, storage.memory);
    }
  }

  /// Takes over another value's shape.
  public void shapeLike(Value other) {
    System.arraycopy(other.dims, 0, begin(other.rank), 0, other.rank);
    end();
  }

  /// Becomes a single number.
  public void scalar() {
    begin(0);
    end();
  }

  /// Becomes a row.
  public void row(int length) {
    begin(1)[0] = length;
    end();
  }

  /// Whether the shapes are equal.
  public boolean sameShape(Value other) {
    return Arrays.equals(dims, 0, rank, other.dims, 0, other.rank);
  }

  /// Takes over another value's shape and elements.
  public void copyFrom(Value other) {
    shapeLike(other);
    System.arraycopy(other.array(), 0, array(), 0, elements);
  }

  /// Appends an element along a new outermost axis. The first of them, appended to an empty row, decides
  /// the shape of all.
  public void append(Value element) {
    int count = rank > 0 ? dims[0] : 0;
    if (count > 0 && !isStackOf(element)) {
      throw new IllegalArgumentException(
          "expected elements of one shape, got " + shapeText() + " and " + element.shapeText());
    }
    int[] to = begin(element.rank + 1);
    to[0] = count + 1;
    System.arraycopy(element.dims, 0, to, 1, element.rank);
    long wanted = (count + 1L) * element.elements;
    storage.buffer.keepFirst(count * element.elements, wanted, isReal(), storage.memory);
    end();
    System.arraycopy(element.array(), 0, array(), count * element.elements, element.elements);
  }

  private boolean isStackOf(Value element) {
    return rank == element.rank + 1 && Arrays.equals(dims, 1, rank, element.dims, 0, element.rank);
  }

  /// Whether this value and another are views on the same elements.
  public boolean sharesStorage(Value other) {
    return storage == other.storage;
  }

  /// The whole number in a value of one element.
  public long item() {
    if (elements != 1 || isReal()) {
      throw new IllegalArgumentException(
          "%s: expected one whole number, got %s %s".formatted(name, type, shapeText()));
    }
    return longs()[0];
  }

  /// The extents, for messages.
  public String shapeText() {
    return Arrays.toString(Arrays.copyOf(dims, rank));
  }

  @Override
  public String toString() {
    return name + " " + type + " " + shapeText();
  }
}
