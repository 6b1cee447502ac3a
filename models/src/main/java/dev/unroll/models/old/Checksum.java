package dev.unroll.models.old;

import dev.unroll.core.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/// A checksum (CRC-32C) over named strings and tensors, whatever their order. Finds every damage of up to
/// 32 bits in a row.
final class Checksum {
  private static final int FLOATS = 1 << 14;

  private final CRC32C crc = new CRC32C();
  private final ByteBuffer buffer =
      ByteBuffer.allocate(FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private Checksum() {}

  /// The checksum as eight hexadecimal digits.
  static String of(Map<String, String> strings, Map<String, Tensor> tensors) {
    Checksum checksum = new Checksum();
    new TreeMap<>(strings)
        .forEach(
            (key, value) -> {
              checksum.add(key);
              checksum.add(value);
            });
    new TreeMap<>(tensors)
        .forEach(
            (name, tensor) -> {
              checksum.add(name);
              checksum.add(tensor.shape().toString());
              checksum.add(tensor);
            });
    return "%08x".formatted(checksum.crc.getValue());
  }

  private void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    crc.update(bytes);
  }

  private void add(Tensor tensor) {
    for (int done = 0; done < tensor.elements(); done += FLOATS) {
      int count = Math.min(FLOATS, tensor.elements() - done);
      buffer.clear();
      buffer.asFloatBuffer().put(tensor.data(), tensor.offset() + done, count);
      crc.update(buffer.limit(count * Float.BYTES));
    }
  }
}
