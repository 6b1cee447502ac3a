package dev.unroll.interop.array;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.DType;
import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.core.io.SafetensorsWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Numbers of any type with a shape, row-major: what a file holds, before it becomes a [Tensor] of float32.
///
/// Types: F64, F32, F16, BF16, signed and unsigned integers of 8 to 64 bits, and BOOL. The elements lie in
/// a byte array, little-endian, which may be a window on a file that is wholly in memory.
public final class NdArray {
  private final DType dtype;
  private final Shape shape;
  private final ByteBuffer bytes;

  private NdArray(DType dtype, Shape shape, ByteBuffer bytes) {
    this.dtype = dtype;
    this.shape = shape;
    this.bytes = bytes;
  }

  /// An array on bytes that are not copied; little-endian, from the buffer's position on.
  ///
  /// @throws IllegalArgumentException for a type that is not among those above, or if the bytes are not
  ///     exactly the shape's
  public static NdArray of(DType dtype, Shape shape, ByteBuffer bytes) {
    long expected = (long) shape.elements() * size(dtype);
    if (bytes.remaining() != expected) {
      throw new IllegalArgumentException(
          "an array of %s %s has %d bytes, got %d"
              .formatted(dtype, shape, expected, bytes.remaining()));
    }
    return new NdArray(dtype, shape, bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
  }

  /// A copy of a tensor as F32.
  public static NdArray of(Tensor tensor) {
    ByteBuffer bytes = allocate(tensor.elements(), Float.BYTES);
    bytes.asFloatBuffer().put(tensor.data(), tensor.offset(), tensor.elements());
    return new NdArray(DType.F32, tensor.shape(), bytes);
  }

  /// An array of I64.
  ///
  /// @throws IllegalArgumentException if the number of values is not that of the shape's elements
  public static NdArray of(Shape shape, long... values) {
    ByteBuffer bytes = allocate(values.length, Long.BYTES);
    bytes.asLongBuffer().put(values);
    return of(DType.I64, shape, bytes);
  }

  /// An array of I32.
  ///
  /// @throws IllegalArgumentException if the number of values is not that of the shape's elements
  public static NdArray of(Shape shape, int... values) {
    ByteBuffer bytes = allocate(values.length, Integer.BYTES);
    bytes.asIntBuffer().put(values);
    return of(DType.I32, shape, bytes);
  }

  /// An array of F64.
  ///
  /// @throws IllegalArgumentException if the number of values is not that of the shape's elements
  public static NdArray of(Shape shape, double... values) {
    ByteBuffer bytes = allocate(values.length, Double.BYTES);
    bytes.asDoubleBuffer().put(values);
    return of(DType.F64, shape, bytes);
  }

  /// Reads a tensor of a safetensors file, whatever its type.
  ///
  /// @throws IOException if the file has none of this name, or one of a type that is not among those above
  public static NdArray read(SafetensorsFile file, String name) throws IOException {
    DType dtype = file.dtype(name);
    if (!isSupported(dtype)) {
      throw new IOException(
          "tensor %s: expected floats of 16 to 64 bits, integers or booleans, found %s"
              .formatted(name, dtype));
    }
    return of(dtype, file.shape(name), ByteBuffer.wrap(file.bytes(name)));
  }

  private static ByteBuffer allocate(int elements, int size) {
    return ByteBuffer.allocate(Math.multiplyExact(elements, size)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Whether arrays can be of this type.
  public static boolean isSupported(DType dtype) {
    return isFloat(dtype)
        || switch (dtype) {
          case BOOL, I8, U8, I16, U16, I32, U32, I64, U64 -> true;
          default -> false;
        };
  }

  private static boolean isFloat(DType dtype) {
    return switch (dtype) {
      case F64, F32, F16, BF16 -> true;
      default -> false;
    };
  }

  private static int size(DType dtype) {
    if (!isSupported(dtype)) {
      throw new IllegalArgumentException(
          "expected floats of 16 to 64 bits, integers or booleans, got " + dtype);
    }
    return dtype.bits() / 8;
  }

  public DType dtype() {
    return dtype;
  }

  public Shape shape() {
    return shape;
  }

  /// The number of elements.
  public int elements() {
    return shape.elements();
  }

  /// Whether the elements are floats rather than integers or booleans.
  public boolean isFloat() {
    return isFloat(dtype);
  }

  /// The elements' bytes, row-major, little-endian; not to be changed.
  public ByteBuffer bytes() {
    return bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  /// The same elements under another shape.
  ///
  /// @throws IllegalArgumentException if the shapes differ in their number of elements
  public NdArray reshape(Shape to) {
    if (to.elements() != shape.elements()) {
      throw new IllegalArgumentException(
          "cannot see %s (%d elements) as %s (%d elements)"
              .formatted(shape, shape.elements(), to, to.elements()));
    }
    return new NdArray(dtype, to, bytes);
  }

  /// The elements as float32, in a tensor of its own: exact from F32, F16, BF16 and BOOL, else rounded to
  /// the nearest.
  public Tensor tensor() {
    Tensor tensor = Tensor.zeros(shape);
    float[] to = tensor.data();
    if (dtype == DType.F32) {
      bytes.asFloatBuffer().get(0, to);
      return tensor;
    }
    for (int i = 0; i < to.length; i++) {
      to[i] = isFloat() ? (float) real(i) : toFloat(integer(i));
    }
    return tensor;
  }

  private float toFloat(long value) {
    return dtype == DType.U64 && value < 0 ? (float) (value >>> 1 | value & 1) * 2 : value;
  }

  /// The elements as doubles: exact, but for integers of more than 53 bits, which are rounded to the nearest.
  public double[] doubles() {
    double[] values = new double[elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = isFloat() ? real(i) : toDouble(integer(i));
    }
    return values;
  }

  private double toDouble(long value) {
    return dtype == DType.U64 && value < 0 ? (double) (value >>> 1 | value & 1) * 2 : value;
  }

  /// The elements of an array of integers or booleans.
  ///
  /// @throws IllegalArgumentException for an array of floats, and for integers of 2⁶³ or more
  public long[] longs() {
    if (isFloat()) {
      throw new IllegalArgumentException("expected integers, got " + this);
    }
    long[] values = new long[elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = integer(i);
      if (dtype == DType.U64 && values[i] < 0) {
        throw new IllegalArgumentException(
            "expected integers below 2^63, got " + Long.toUnsignedString(values[i]));
      }
    }
    return values;
  }

  /// The elements of an array of integers or booleans, each of which must fit an `int`.
  ///
  /// @throws IllegalArgumentException for an array of floats, and for an integer of more than 32 bits
  public int[] ints() {
    long[] longs = longs();
    int[] values = new int[longs.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (int) longs[i];
      if (values[i] != longs[i]) {
        throw new IllegalArgumentException("expected integers of 32 bits, got " + longs[i]);
      }
    }
    return values;
  }

  private double real(int index) {
    return switch (dtype) {
      case F64 -> bytes.getDouble(index * Double.BYTES);
      case F32 -> bytes.getFloat(index * Float.BYTES);
      case F16 -> Float.float16ToFloat(bytes.getShort(index * Short.BYTES));
      default -> Float.intBitsToFloat(bytes.getShort(index * Short.BYTES) << 16);
    };
  }

  private long integer(int index) {
    return switch (dtype) {
      case BOOL -> bytes.get(index) == 0 ? 0 : 1;
      case I8 -> bytes.get(index);
      case U8 -> bytes.get(index) & 0xFF;
      case I16 -> bytes.getShort(index * Short.BYTES);
      case U16 -> bytes.getShort(index * Short.BYTES) & 0xFFFF;
      case I32 -> bytes.getInt(index * Integer.BYTES);
      case U32 -> bytes.getInt(index * Integer.BYTES) & 0xFFFFFFFFL;
      default -> bytes.getLong(index * Long.BYTES);
    };
  }

  /// Adds the array to a safetensors file: floats as F32 (those of F64 rounded, as [#tensor] does), integers
  /// and booleans as I64.
  ///
  /// @throws IllegalArgumentException as [SafetensorsWriter#add(String, Tensor)] and [#longs]
  public void addTo(SafetensorsWriter writer, String name) {
    if (isFloat()) {
      writer.add(name, tensor());
    } else {
      writer.add(name, shape, longs());
    }
  }

  /// The type and the shape.
  @Override
  public String toString() {
    return dtype + " " + shape;
  }
}
