package dev.unroll.core.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Makes safetensors files from a header's text, right or wrong.
final class MalformedFiles {
  private MalformedFiles() {}

  /// A file with this header and so many bytes of data behind it: 0, 1, 2, …
  static byte[] file(String header, int dataBytes) {
    return file(header.getBytes(StandardCharsets.UTF_8), dataBytes);
  }

  /// A file with this header and so many bytes of data behind it: 0, 1, 2, …
  static byte[] file(byte[] header, int dataBytes) {
    byte[] data = new byte[dataBytes];
    for (int i = 0; i < dataBytes; i++) {
      data[i] = (byte) i;
    }
    return ByteBuffer.allocate(8 + header.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .put(data)
        .array();
  }

  /// Opens a file and reads all of it, each tensor by what its type is good for. Once the header is
  /// accepted, nothing more may be malformed.
  static void readInFull(byte[] bytes) throws MalformedFileException {
    SafetensorsFile file = SafetensorsFile.of("file", bytes);
    for (String name : file.names()) {
      try {
        switch (file.dtype(name)) {
          case F64 -> file.doubles(name);
          case F32, F16, BF16 -> file.tensor(name);
          case I64, I32 -> file.longs(name);
          default -> file.shape(name);
        }
      } catch (IOException e) {
        throw new AssertionError("the header was accepted, tensor " + name + " was not", e);
      }
    }
  }
}
