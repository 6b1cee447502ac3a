package dev.unroll.core.io;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes a safetensors file:
///
///     new SafetensorsWriter()
///         .metadata("format", "unroll")
///         .add("weight_ih_l0", weights)
///         .add("ids", Shape.of(3), ids)
///         .write(path);
///
/// The bytes are those that the reference library writes for the same contents: tensors by descending
/// alignment of their types, then by name; the header padded with spaces to whole 8 bytes. The metadata
/// keep the order in which they were added, where that library has none. The order in which tensors were
/// added leaves no trace.
///
/// What is added is not copied: it is read when the file is written, through a small buffer. NaNs keep
/// their bits.
public final class SafetensorsWriter {
  private static final int BUFFER_BYTES = 1 << 16;

  private static final Comparator<Entry> LAYOUT =
      Comparator.comparing(Entry::dtype)
          .reversed()
          .thenComparing(entry -> utf8(entry.name()), Arrays::compareUnsigned);

  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /// A file without tensors and metadata.
  public SafetensorsWriter() {}

  /// Copies some elements from index `first` on to the beginning of a buffer.
  @FunctionalInterface
  private interface Elements {
    void get(int first, ByteBuffer to, int count);
  }

  private record Entry(String name, DType dtype, Shape shape, Elements elements) {
    long bytes() {
      return (long) shape.elements() * elementBytes();
    }

    int elementBytes() {
      return dtype.bits() / 8;
    }
  }

  /// Adds a string to the metadata.
  ///
  /// @throws IllegalArgumentException if there is one of this name, or a string is no valid Unicode
  public SafetensorsWriter metadata(String key, String value) {
    checkText(key);
    checkText(value);
    if (metadata.putIfAbsent(key, value) != null) {
      throw new IllegalArgumentException("metadata " + key + ": expected each name once");
    }
    return this;
  }

  /// Adds strings to the metadata, in the order of the map.
  public SafetensorsWriter metadata(Map<String, String> strings) {
    strings.forEach(this::metadata);
    return this;
  }

  /// Adds a tensor of F32.
  ///
  /// @throws IllegalArgumentException if there is one of this name, if the name is `__metadata__` or no
  ///     valid Unicode, or if the tensor has more than 32 axes
  public SafetensorsWriter add(String name, Tensor tensor) {
    float[] data = tensor.data();
    int offset = tensor.offset();
    return add(
        name,
        DType.F32,
        tensor.shape(),
        tensor.shape().elements(),
        (first, to, count) -> to.asFloatBuffer().put(data, offset + first, count));
  }

  /// Adds a tensor of F64, elements row-major.
  ///
  /// @throws IllegalArgumentException as for [#add(String, Tensor)], or if the number of values is not
  ///     that of the shape's elements
  public SafetensorsWriter add(String name, Shape shape, double[] values) {
    return add(
        name,
        DType.F64,
        shape,
        values.length,
        (first, to, count) -> to.asDoubleBuffer().put(values, first, count));
  }

  /// Adds a tensor of I64, elements row-major.
  ///
  /// @throws IllegalArgumentException as for [#add(String, Shape, double[])]
  public SafetensorsWriter add(String name, Shape shape, long[] values) {
    return add(
        name,
        DType.I64,
        shape,
        values.length,
        (first, to, count) -> to.asLongBuffer().put(values, first, count));
  }

  /// Adds a tensor of I32, elements row-major.
  ///
  /// @throws IllegalArgumentException as for [#add(String, Shape, double[])]
  public SafetensorsWriter add(String name, Shape shape, int[] values) {
    return add(
        name,
        DType.I32,
        shape,
        values.length,
        (first, to, count) -> to.asIntBuffer().put(values, first, count));
  }

  private SafetensorsWriter add(
      String name, DType dtype, Shape shape, int length, Elements elements) {
    checkText(name);
    if (name.equals(SafetensorsHeader.METADATA)) {
      throw new IllegalArgumentException("the name " + name + " is not for tensors");
    }
    if (shape.rank() > SafetensorsHeader.MAX_RANK) {
      throw new IllegalArgumentException(
          "tensor %s: expected at most %d axes, got %d"
              .formatted(name, SafetensorsHeader.MAX_RANK, shape.rank()));
    }
    if (length != shape.elements()) {
      throw new IllegalArgumentException(
          "tensor %s: a shape of %s has %d elements, got %d values"
              .formatted(name, shape, shape.elements(), length));
    }
    if (entries.putIfAbsent(name, new Entry(name, dtype, shape, elements)) != null) {
      throw new IllegalArgumentException("tensor " + name + ": expected each name once");
    }
    return this;
  }

  /// Creates the file or replaces it, all at once.
  ///
  /// @throws IOException as [FileReplacement#replace]
  public void write(Path file) throws IOException {
    FileReplacement.replace(file, this::writeTo);
  }

  /// Writes the bytes of the file.
  ///
  /// @throws IllegalStateException if the header would be longer than any reader accepts, 100 MB
  public void writeTo(WritableByteChannel channel) throws IOException {
    List<Entry> ordered = new ArrayList<>(entries.values());
    ordered.sort(LAYOUT);
    byte[] header = header(ordered);
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    writeFully(channel, buffer.putLong(header.length).flip());
    writeFully(channel, ByteBuffer.wrap(header));
    for (Entry entry : ordered) {
      int chunk = BUFFER_BYTES / entry.elementBytes();
      int elements = entry.shape().elements();
      for (int first = 0; first < elements; ) {
        int count = Math.min(chunk, elements - first);
        entry.elements().get(first, buffer.clear(), count);
        writeFully(channel, buffer.limit(count * entry.elementBytes()));
        first += count;
      }
    }
  }

  private byte[] header(List<Entry> ordered) {
    StringBuilder json = new StringBuilder("{");
    if (!metadata.isEmpty()) {
      JsonText.appendString(json, SafetensorsHeader.METADATA).append(":{");
      metadata.forEach(
          (key, value) -> {
            JsonText.appendString(JsonText.appendString(json, key).append(':'), value).append(',');
          });
      json.setCharAt(json.length() - 1, '}');
      json.append(',');
    }
    long offset = 0;
    for (Entry entry : ordered) {
      JsonText.appendString(json, entry.name()).append(":{\"dtype\":\"").append(entry.dtype());
      json.append("\",\"shape\":").append(entry.shape().toString().replace(" ", ""));
      json.append(",\"data_offsets\":[").append(offset).append(',');
      offset += entry.bytes();
      json.append(offset).append("]},");
    }
    int last = json.length() - 1;
    if (json.charAt(last) == ',') {
      json.setCharAt(last, '}');
    } else {
      json.append('}');
    }
    byte[] bytes = utf8(json.toString());
    int length = bytes.length + 7 & -8;
    if (length > SafetensorsHeader.MAX_LENGTH) {
      throw new IllegalStateException(
          "a header has at most %d bytes, this one would have %d"
              .formatted(SafetensorsHeader.MAX_LENGTH, length));
    }
    byte[] padded = Arrays.copyOf(bytes, length);
    Arrays.fill(padded, bytes.length, length, (byte) ' ');
    return padded;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void checkText(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(
          "expected valid Unicode, got a lone surrogate in " + MalformedFileException.quote(text));
    }
  }

  private static void writeFully(WritableByteChannel channel, ByteBuffer buffer)
      throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
