package dev.unroll.interop.onnx;

/// The types of a tensor's elements, with their numbers in the format. Numbers are computed in two
/// kinds: real ones, all of them as float32, and whole ones, all of them as `long` within the range of
/// their type.
public enum ElementType {
  /// float32.
  FLOAT(1, 4),
  /// Unsigned integer of 8 bits.
  UINT8(2, 1),
  /// Signed integer of 8 bits.
  INT8(3, 1),
  /// Unsigned integer of 16 bits.
  UINT16(4, 2),
  /// Signed integer of 16 bits.
  INT16(5, 2),
  /// Signed integer of 32 bits.
  INT32(6, 4),
  /// Signed integer of 64 bits.
  INT64(7, 8),
  /// True or false, 1 or 0.
  BOOL(9, 1),
  /// IEEE 754 binary16; computed as float32.
  FLOAT16(10, 2),
  /// float64; rounded to float32 and computed so.
  DOUBLE(11, 8),
  /// Unsigned integer of 32 bits.
  UINT32(12, 4),
  /// The upper half of a float32; computed as float32.
  BFLOAT16(16, 2);

  private static final ElementType[] ALL = values();

  private final int code;
  private final int bytes;

  ElementType(int code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /// The type's number in the format.
  public int code() {
    return code;
  }

  /// The bytes of an element in a file.
  public int bytes() {
    return bytes;
  }

  /// Whether the elements are real numbers: floats of some precision.
  public boolean isReal() {
    return this == FLOAT || this == DOUBLE || this == FLOAT16 || this == BFLOAT16;
  }

  /// The type with this number, or null if it is none of these.
  public static ElementType of(long code) {
    for (ElementType type : ALL) {
      if (type.code == code) {
        return type;
      }
    }
    return null;
  }

  /// The format's name of the type with this number, for messages.
  public static String nameOf(long code) {
    ElementType type = of(code);
    return type != null
        ? type.toString()
        : code == 8
            ? "string"
            : code == 13 ? "uint64" : code == 14 || code == 15 ? "complex" : "number " + code;
  }

  /// A whole number brought into this type's range as a cast in C would: the bits above it are lost.
  public long wrap(long value) {
    return switch (this) {
      case UINT8 -> value & 0xFF;
      case INT8 -> (byte) value;
      case UINT16 -> value & 0xFFFF;
      case INT16 -> (short) value;
      case INT32 -> (int) value;
      case UINT32 -> value & 0xFFFFFFFFL;
      case BOOL -> value == 0 ? 0 : 1;
      default -> value;
    };
  }

  /// A real number rounded to this type's precision, which is at most that of a float.
  public float round(float value) {
    return switch (this) {
      case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16(value));
      case BFLOAT16 -> roundToBfloat16(value);
      default -> value;
    };
  }

  /// To the nearest of upper halves, ties to the even one; a NaN stays one.
  private static float roundToBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int rounded = value != value ? bits | 0x400000 : bits + 0x7FFF + (bits >>> 16 & 1);
    return Float.intBitsToFloat(rounded & 0xFFFF0000);
  }

  /// The name as the format writes it, say `float` or `int64`.
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
