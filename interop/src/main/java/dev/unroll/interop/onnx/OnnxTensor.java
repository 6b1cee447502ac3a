package dev.unroll.interop.onnx;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.Arrays;

/// What goes into a model or comes out of it: real numbers as a [Tensor], or whole ones (ids, lengths, true and
/// false) as `long`s.
public final class OnnxTensor {
  private final ElementType type;
  private final Shape shape;
  private final Tensor reals;
  private final long[] wholes;

  private OnnxTensor(ElementType type, Shape shape, Tensor reals, long[] wholes) {
    this.type = type;
    this.shape = shape;
    this.reals = reals;
    this.wholes = wholes;
  }

  /// Real numbers; not copied.
  public static OnnxTensor of(Tensor reals) {
    return of(ElementType.FLOAT, reals);
  }

  static OnnxTensor of(ElementType type, Tensor reals) {
    return new OnnxTensor(type, reals.shape(), reals, null);
  }

  /// Whole numbers of 64 bits, row-major; not copied.
  ///
  /// @throws IllegalArgumentException if their number is not that of the shape's elements
  public static OnnxTensor of(Shape shape, long... wholes) {
    return of(ElementType.INT64, shape, wholes);
  }

  /// Whole numbers of any type, row-major; not copied.
  ///
  /// @throws IllegalArgumentException if their number is not that of the shape's elements, if the type is of
  ///     real numbers, or if a number is out of the type's range
  public static OnnxTensor of(ElementType type, Shape shape, long... wholes) {
    if (type.isReal()) {
      throw new IllegalArgumentException("expected a type of whole numbers, got " + type);
    }
    if (wholes.length != shape.elements()) {
      throw new IllegalArgumentException(
          "a tensor of %s has %d elements, got %d values"
              .formatted(shape, shape.elements(), wholes.length));
    }
    for (long whole : wholes) {
      if (type.wrap(whole) != whole) {
        throw new IllegalArgumentException("%d is no number of type %s".formatted(whole, type));
      }
    }
    return new OnnxTensor(type, shape, null, wholes);
  }

  /// The elements' type in the model.
  public ElementType type() {
    return type;
  }

  public Shape shape() {
    return shape;
  }

  /// Whether the elements are real numbers.
  public boolean isReal() {
    return reals != null;
  }

  /// The real numbers, shared, not copied.
  ///
  /// @throws IllegalStateException if they are whole ones
  public Tensor tensor() {
    if (reals == null) {
      throw new IllegalStateException("expected real numbers, these are of type " + type);
    }
    return reals;
  }

  /// The whole numbers, row-major, shared, not copied.
  ///
  /// @throws IllegalStateException if they are real ones
  public long[] longs() {
    if (wholes == null) {
      throw new IllegalStateException("expected whole numbers, these are of type " + type);
    }
    return wholes;
  }

  /// The same on an array of its own.
  public OnnxTensor copy() {
    return new OnnxTensor(
        type, shape, reals == null ? null : reals.copy(), wholes == null ? null : wholes.clone());
  }

  /// The type, the shape and the first few elements, for messages and debuggers.
  @Override
  public String toString() {
    if (reals != null) {
      return type + " " + reals;
    }
    int shown = Math.min(8, wholes.length);
    String head = Arrays.toString(Arrays.copyOf(wholes, shown));
    return type + " " + shape + (shown < wholes.length ? head.replace("]", ", …]") : head);
  }
}
