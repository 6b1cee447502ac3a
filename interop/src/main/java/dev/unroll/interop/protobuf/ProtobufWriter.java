package dev.unroll.interop.protobuf;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes one message of the protobuf wire format, fields in the order in which they are added:
///
///     new ProtobufWriter().varint(1, 8).string(2, "unroll").message(7, graph).toByteArray()
///
/// Repeated numbers are written packed. Messages are held in memory, so they are limited to 2 GB, which
/// is protobuf's own limit.
///
/// Format: <https://protobuf.dev/programming-guides/encoding/>.
public final class ProtobufWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /// A message without fields.
  public ProtobufWriter() {}

  /// An integer; negative ones take ten bytes.
  public ProtobufWriter varint(int field, long value) {
    key(field, 0);
    raw(value);
    return this;
  }

  /// A float.
  public ProtobufWriter float32(int field, float value) {
    key(field, 5);
    raw(value);
    return this;
  }

  /// A string.
  public ProtobufWriter string(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /// Bytes.
  public ProtobufWriter bytes(int field, byte[] value) {
    key(field, 2);
    raw(value.length);
    out.writeBytes(value);
    return this;
  }

  /// A message within this one.
  public ProtobufWriter message(int field, ProtobufWriter message) {
    key(field, 2);
    raw(message.out.size());
    out.writeBytes(message.out.toByteArray());
    return this;
  }

  /// Integers, packed; nothing where there are none.
  public ProtobufWriter varints(int field, long... values) {
    if (values.length == 0) {
      return this;
    }
    ProtobufWriter packed = new ProtobufWriter();
    for (long value : values) {
      packed.raw(value);
    }
    return message(field, packed);
  }

  /// Floats, packed; nothing where there are none.
  public ProtobufWriter floats(int field, float... values) {
    if (values.length == 0) {
      return this;
    }
    ProtobufWriter packed = new ProtobufWriter();
    for (float value : values) {
      packed.raw(value);
    }
    return message(field, packed);
  }

  /// The message's bytes.
  public byte[] toByteArray() {
    return out.toByteArray();
  }

  private void key(int field, int wireType) {
    raw((long) field << 3 | wireType);
  }

  private void raw(float value) {
    int bits = Float.floatToRawIntBits(value);
    for (int shift = 0; shift < Integer.SIZE; shift += 8) {
      out.write(bits >>> shift);
    }
  }

  private void raw(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
