package dev.unroll.models.checkpoint;

import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/// Checksums (CRC-32C) over the metadata and over each tensor of a file, as metadata themselves: `checksum`
/// and `checksum.NAME`. They find every damage of up to 32 bits in a row, and say where it is.
final class Checksums {
  private static final String KEY = "checksum";
  private static final String PREFIX = KEY + ".";
  private static final int FLOATS = 1 << 14;

  private final CRC32C crc = new CRC32C();
  private final ByteBuffer buffer =
      ByteBuffer.allocate(FLOATS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private Checksums() {}

  /// Adds the checksums to the metadata.
  static void add(Map<String, String> metadata, Map<String, Tensor> tensors) {
    Checksums checksums = new Checksums();
    tensors.forEach((name, tensor) -> metadata.put(PREFIX + name, checksums.of(tensor)));
    metadata.put(KEY, checksums.of(metadata));
  }

  /// Requires metadata and tensors to match the checksums, and removes these from the metadata.
  static void verify(String file, Map<String, String> metadata, Map<String, Tensor> tensors)
      throws MalformedFileException {
    Checksums checksums = new Checksums();
    String whole = metadata.remove(KEY);
    if (whole == null) {
      throw new MalformedFileException(
          file,
          "has no checksum: another program has written its metadata; save it with unroll, or copy the"
              + " file instead of rewriting it");
    }
    if (!checksums.of(metadata).equals(whole)) {
      throw new MalformedFileException(
          file, "is damaged or was edited: its metadata do not match their checksum");
    }
    for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
      String checksum = metadata.remove(PREFIX + tensor.getKey());
      if (checksum == null) {
        throw new MalformedFileException(
            file,
            "has a tensor %s that was added after unroll had written it: take it out again"
                .formatted(MalformedFileException.quote(tensor.getKey())));
      }
      if (!checksums.of(tensor.getValue()).equals(checksum)) {
        throw new MalformedFileException(
            file,
            "is damaged or was edited: the tensor %s does not match its checksum"
                .formatted(MalformedFileException.quote(tensor.getKey())));
      }
    }
    for (String key : metadata.keySet()) {
      if (key.startsWith(PREFIX)) {
        throw new MalformedFileException(
            file,
            "lacks the tensor %s, which was taken out after unroll had written it"
                .formatted(MalformedFileException.quote(key.substring(PREFIX.length()))));
      }
    }
  }

  private String of(Map<String, String> strings) {
    crc.reset();
    new TreeMap<>(strings)
        .forEach(
            (key, value) -> {
              add(key);
              add(value);
            });
    return digits();
  }

  private String of(Tensor tensor) {
    crc.reset();
    add(tensor.shape().toString());
    for (int done = 0; done < tensor.elements(); done += FLOATS) {
      int count = Math.min(FLOATS, tensor.elements() - done);
      buffer.clear();
      buffer.asFloatBuffer().put(tensor.data(), tensor.offset() + done, count);
      crc.update(buffer.limit(count * Float.BYTES));
    }
    return digits();
  }

  private void add(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    crc.update(bytes);
  }

  private String digits() {
    return "%08x".formatted(crc.getValue());
  }
}
