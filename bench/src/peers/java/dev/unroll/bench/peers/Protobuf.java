package dev.unroll.bench.peers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// One message of Google's Protocol Buffers, field by field: as much of the wire format as an ONNX
/// model needs.
final class Protobuf {
  private static final int VARINT = 0;
  private static final int DELIMITED = 2;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /// An integer.
  Protobuf integer(int field, long value) {
    varint((long) field << 3 | VARINT);
    varint(value);
    return this;
  }

  /// A string.
  Protobuf string(int field, String value) {
    return raw(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /// A message within this one.
  Protobuf message(int field, Protobuf value) {
    return raw(field, value.bytes());
  }

  /// Floats as little-endian bytes.
  Protobuf floats(int field, float[] values) {
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return raw(field, buffer.array());
  }

  /// The message.
  byte[] bytes() {
    return bytes.toByteArray();
  }

  private Protobuf raw(int field, byte[] value) {
    varint((long) field << 3 | DELIMITED);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }
}
