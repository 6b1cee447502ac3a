package dev.unroll.core.io;

/// The element types of the safetensors format, in the order in which its reference library sorts
/// them (by increasing alignment). All of them are recognised, so that a file can be opened and the
/// rest of its tensors read; [SafetensorsFile] says which it converts.
///
/// Format: <https://github.com/huggingface/safetensors>.
public enum DType {
  /// One byte, 0 or 1.
  BOOL(8),
  /// Float of 4 bits, two to a byte.
  F4(4),
  /// Float of 6 bits: 2 exponent bits, 3 mantissa bits.
  F6_E2M3(6),
  /// Float of 6 bits: 3 exponent bits, 2 mantissa bits.
  F6_E3M2(6),
  /// Unsigned integer of 8 bits.
  U8(8),
  /// Signed integer of 8 bits.
  I8(8),
  /// Float of 8 bits: 5 exponent bits, 2 mantissa bits.
  F8_E5M2(8),
  /// Float of 8 bits: 4 exponent bits, 3 mantissa bits.
  F8_E4M3(8),
  /// Float of 8 bits: exponent only.
  F8_E8M0(8),
  /// [#F8_E4M3] without infinities and negative zero.
  F8_E4M3FNUZ(8),
  /// [#F8_E5M2] without infinities and negative zero.
  F8_E5M2FNUZ(8),
  /// Signed integer of 16 bits.
  I16(16),
  /// Unsigned integer of 16 bits.
  U16(16),
  /// IEEE 754 binary16.
  F16(16),
  /// The upper half of an IEEE 754 binary32.
  BF16(16),
  /// Signed integer of 32 bits.
  I32(32),
  /// Unsigned integer of 32 bits.
  U32(32),
  /// IEEE 754 binary32: `float`.
  F32(32),
  /// Complex number of two [#F32].
  C64(64),
  /// IEEE 754 binary64: `double`.
  F64(64),
  /// Signed integer of 64 bits: `long`.
  I64(64),
  /// Unsigned integer of 64 bits.
  U64(64);

  private final int bits;

  DType(int bits) {
    this.bits = bits;
  }

  /// The size of one element in bits; whole bytes except for [#F4], [#F6_E2M3] and [#F6_E3M2].
  public int bits() {
    return bits;
  }

  /// The type with the given name, or null if there is none.
  static DType named(String name) {
    for (DType dtype : values()) {
      if (dtype.name().equals(name)) {
        return dtype;
      }
    }
    return null;
  }
}
