package dev.unroll.interop.file;

import dev.unroll.core.io.MalformedFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Whole files in memory.
public final class FileBytes {
  /// What every virtual machine can put into one array.
  private static final int MAX_LENGTH = Integer.MAX_VALUE - 64;

  private FileBytes() {}

  /// All bytes of a file.
  ///
  /// @throws MalformedFileException for a directory and for a file of 2 GB or more
  /// @throws IOException if the reading fails
  public static byte[] read(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      throw new MalformedFileException(path.toString(), "expected a file, found a directory");
    }
    long size = Files.size(path);
    if (size > MAX_LENGTH) {
      throw new MalformedFileException(
          path.toString(),
          "expected a file of less than 2 GB, found %d bytes; larger models are read from safetensors"
              .formatted(size));
    }
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes((int) size);
    }
  }

  /// The first bytes of a file, at most `count`.
  public static byte[] head(Path path, int count) throws IOException {
    if (Files.isDirectory(path)) {
      throw new MalformedFileException(path.toString(), "expected a file, found a directory");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(count);
    }
  }

  /// Whether bytes begin with others.
  public static boolean startsWith(byte[] bytes, byte... beginning) {
    return bytes.length >= beginning.length
        && Arrays.equals(bytes, 0, beginning.length, beginning, 0, beginning.length);
  }
}
