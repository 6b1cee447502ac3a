package dev.unroll.interop.protobuf;

import dev.unroll.core.io.MalformedFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads one message of the protobuf wire format, field by field:
///
///     while (in.next()) {
///       switch (in.field()) {
///         case 1 -> version = in.varint();
///         case 7 -> graph = readGraph(in.message());
///         default -> {}                     // passed over by the following next()
///       }
///     }
///
/// A key is `field·8 + wire type`; wire types are 0 varint, 1 eight bytes, 2 a length and so many bytes,
/// 5 four bytes. Groups (3 and 4) are refused. Every length is checked against the bytes left in its
/// message, so nothing is allocated beyond a small multiple of them, and messages lie at most
/// [#MAX_DEPTH] deep within each other.
///
/// Format: <https://protobuf.dev/programming-guides/encoding/>.
public final class ProtobufReader {
  /// How deep messages may lie within each other: what protobuf's own libraries allow.
  public static final int MAX_DEPTH = 100;

  private static final int VARINT = 0;
  private static final int EIGHT_BYTES = 1;
  private static final int BYTES = 2;
  private static final int FOUR_BYTES = 5;

  private final String file;
  private final ByteBuffer in;
  private final int depth;
  private int field;
  private int wireType;

  /// Whether the current field's value has not been read.
  private boolean pending;

  private ProtobufReader(String file, ByteBuffer in, int depth) {
    this.file = file;
    this.in = in.order(ByteOrder.LITTLE_ENDIAN);
    this.depth = depth;
  }

  /// A reader of the message that all of these bytes are.
  ///
  /// @param file what to call the bytes in messages
  /// @param bytes not copied, so the caller must not change them
  public static ProtobufReader of(String file, byte[] bytes) {
    return new ProtobufReader(file, ByteBuffer.wrap(bytes), 0);
  }

  /// Goes to the next field, passing over the current one's value if it was not read.
  ///
  /// @return false at the end of the message
  public boolean next() throws MalformedFileException {
    if (pending) {
      pass();
    }
    if (!in.hasRemaining()) {
      return false;
    }
    long key = rawVarint();
    field = (int) (key >>> 3);
    wireType = (int) (key & 7);
    if (key >>> 32 != 0 || field == 0) {
      throw malformed("expected a field number from 1 to 2^29 - 1, found " + (key >>> 3));
    }
    pending = true;
    return true;
  }

  /// The current field's number.
  public int field() {
    return field;
  }

  /// An integer.
  public long varint() throws MalformedFileException {
    begin(VARINT);
    return rawVarint();
  }

  /// An integer of 32 bits, negative ones in ten bytes or five.
  public int int32() throws MalformedFileException {
    return (int) varint();
  }

  /// A float.
  public float float32() throws MalformedFileException {
    begin(FOUR_BYTES);
    need(Float.BYTES);
    return in.getFloat();
  }

  /// A string; UTF-8 that is none is refused.
  public String string() throws MalformedFileException {
    ByteBuffer bytes = bytes();
    try {
      return bytes.hasRemaining()
          ? StandardCharsets.UTF_8.newDecoder().decode(bytes).toString()
          : "";
    } catch (CharacterCodingException e) {
      throw malformed("field %d: expected text in UTF-8".formatted(field));
    }
  }

  /// A window on bytes, little-endian, not copied.
  public ByteBuffer bytes() throws MalformedFileException {
    begin(BYTES);
    return rawBytes();
  }

  /// A reader of the message that the field holds.
  public ProtobufReader message() throws MalformedFileException {
    if (depth == MAX_DEPTH) {
      throw malformed("expected at most %d messages within each other".formatted(MAX_DEPTH));
    }
    return new ProtobufReader(file, bytes(), depth + 1);
  }

  /// Appends integers, one or packed.
  public void varints(Numbers.Longs to) throws MalformedFileException {
    if (wireType == VARINT) {
      to.add(varint());
      return;
    }
    ByteBuffer packed = bytes();
    to.reserve(endsOfVarints(packed));
    ProtobufReader elements = new ProtobufReader(file, packed, depth);
    while (packed.hasRemaining()) {
      to.add(elements.rawVarint());
    }
  }

  /// Appends floats, one or packed.
  public void floats(Numbers.Floats to) throws MalformedFileException {
    if (wireType == FOUR_BYTES) {
      to.add(float32());
      return;
    }
    ByteBuffer packed = packed(Float.BYTES);
    to.reserve(packed.remaining() / Float.BYTES);
    while (packed.hasRemaining()) {
      to.add(packed.getFloat());
    }
  }

  /// Appends doubles, one or packed.
  public void doubles(Numbers.Doubles to) throws MalformedFileException {
    if (wireType == EIGHT_BYTES) {
      begin(EIGHT_BYTES);
      need(Double.BYTES);
      to.add(in.getDouble());
      return;
    }
    ByteBuffer packed = packed(Double.BYTES);
    to.reserve(packed.remaining() / Double.BYTES);
    while (packed.hasRemaining()) {
      to.add(packed.getDouble());
    }
  }

  /// An exception about this file.
  public MalformedFileException malformed(String problem) {
    return new MalformedFileException(file, problem);
  }

  private ByteBuffer packed(int elementBytes) throws MalformedFileException {
    ByteBuffer packed = bytes();
    if (packed.remaining() % elementBytes != 0) {
      throw malformed(
          "field %d: expected whole numbers of %d bytes, found %d bytes"
              .formatted(field, elementBytes, packed.remaining()));
    }
    return packed;
  }

  private static int endsOfVarints(ByteBuffer packed) {
    int ends = 0;
    for (int i = packed.position(); i < packed.limit(); i++) {
      ends += packed.get(i) >= 0 ? 1 : 0;
    }
    return ends;
  }

  private void begin(int expected) throws MalformedFileException {
    if (!pending) {
      throw new IllegalStateException("the value of field " + field + " was read already");
    }
    if (wireType != expected) {
      throw malformed(
          "field %d: expected wire type %d, found %d".formatted(field, expected, wireType));
    }
    pending = false;
  }

  private void pass() throws MalformedFileException {
    pending = false;
    switch (wireType) {
      case VARINT -> rawVarint();
      case EIGHT_BYTES -> skip(Long.BYTES);
      case BYTES -> rawBytes();
      case FOUR_BYTES -> skip(Integer.BYTES);
      default ->
          throw malformed(
              "field %d: expected wire type 0, 1, 2 or 5, found %d".formatted(field, wireType));
    }
  }

  private void skip(int count) throws MalformedFileException {
    need(count);
    in.position(in.position() + count);
  }

  private ByteBuffer rawBytes() throws MalformedFileException {
    long length = rawVarint();
    if (length < 0 || length > in.remaining()) {
      throw malformed(
          "field %d: expected at most the %d bytes left, found a length of %s"
              .formatted(field, in.remaining(), Long.toUnsignedString(length)));
    }
    ByteBuffer bytes = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + (int) length);
    return bytes;
  }

  private void need(int count) throws MalformedFileException {
    if (in.remaining() < count) {
      throw malformed(
          "field %d: expected %d more bytes, found %d".formatted(field, count, in.remaining()));
    }
  }

  private long rawVarint() throws MalformedFileException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (!in.hasRemaining()) {
        throw malformed("expected the rest of a number, found the end of its message");
      }
      byte next = in.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw malformed("expected a number of at most ten bytes");
  }
}
