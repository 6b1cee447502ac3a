package dev.unroll.interop.hdf5;

import dev.unroll.core.io.DType;
import dev.unroll.core.io.MalformedFileException;

/// The type of a data set's or an attribute's elements.
///
/// @param kind what they are
/// @param size the bytes of one
/// @param dtype the numbers' type, null for others
/// @param bigEndian whether the bytes of numbers are to be turned round
/// @param name what to call a type that is not read
record Hdf5Type(Kind kind, int size, DType dtype, boolean bigEndian, String name) {
  enum Kind {
    NUMBER,
    FIXED_STRING,
    VARIABLE_STRING,
    /// Bytes without a meaning: h5py has them for numbers that HDF5 does not know.
    OPAQUE,
    OTHER
  }

  private static final int HEADER = 8;

  /// The bytes of a reference to text in a global heap: length, heap address, index.
  private static final int REFERENCE = 16;

  /// Reads a datatype message that takes at most the bytes from `at` to `end`.
  static Hdf5Type read(Hdf5Bytes bytes, String what, int at, int end)
      throws MalformedFileException {
    if (end - at < HEADER) {
      throw bytes.malformed(what + ": expected a type of at least 8 bytes, found fewer");
    }
    int type = bytes.u8(at) & 15;
    int bits = bytes.u8(at + 1);
    long size = bytes.u32(at + 4);
    if (size == 0 || size > bytes.length()) {
      throw bytes.malformed(
          "%s: expected elements of 1 to %d bytes, found %d".formatted(what, bytes.length(), size));
    }
    int width = (int) size;
    return switch (type) {
      case 0 -> number(integer(width, (bits & 8) != 0), width, bits, "integers");
      case 1 -> number(real(bytes, what, at, end, width), width, bits, "floats");
      case 2 -> other(width, "times");
      case 3 -> new Hdf5Type(Kind.FIXED_STRING, width, null, false, "strings");
      case 4 -> other(width, "bit fields");
      case 5 -> new Hdf5Type(Kind.OPAQUE, width, null, false, "opaque data");
      case 6 -> other(width, "a compound type");
      case 7 -> other(width, "references");
      // An enumeration, such as h5py's booleans, has the type of its values.
      case 8 ->
          end - at > HEADER && (bytes.u8(at + HEADER) & 15) == 0
              ? read(bytes, what, at + HEADER, end)
              : other(width, "an enumeration");
      case 9 ->
          (bits & 15) == 1 && width == REFERENCE
              ? new Hdf5Type(Kind.VARIABLE_STRING, width, null, false, "strings")
              : other(width, "sequences of variable length");
      case 10 -> other(width, "arrays as elements");
      default -> other(width, "a type of class " + type);
    };
  }

  private static Hdf5Type other(int size, String name) {
    return new Hdf5Type(Kind.OTHER, size, null, false, name);
  }

  private static Hdf5Type number(DType dtype, int size, int bits, String name) {
    return dtype == null
        ? other(size, "%s of %d bytes".formatted(name, size))
        : new Hdf5Type(Kind.NUMBER, size, dtype, (bits & 1) != 0, name);
  }

  private static DType integer(int size, boolean signed) {
    return switch (size) {
      case 1 -> signed ? DType.I8 : DType.U8;
      case 2 -> signed ? DType.I16 : DType.U16;
      case 4 -> signed ? DType.I32 : DType.U32;
      case 8 -> signed ? DType.I64 : DType.U64;
      default -> null;
    };
  }

  private static DType real(Hdf5Bytes bytes, String what, int at, int end, int size)
      throws MalformedFileException {
    if (end - at < 20) {
      throw bytes.malformed(what + ": expected a float's type of 20 bytes, found fewer");
    }
    int exponentBits = bytes.u8(at + 13);
    return switch (size) {
      case 2 -> exponentBits == 5 ? DType.F16 : exponentBits == 8 ? DType.BF16 : null;
      case 4 -> exponentBits == 8 ? DType.F32 : null;
      case 8 -> exponentBits == 11 ? DType.F64 : null;
      default -> null;
    };
  }
}
