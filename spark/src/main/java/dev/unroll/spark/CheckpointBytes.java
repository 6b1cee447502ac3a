package dev.unroll.spark;

import dev.unroll.models.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Checkpoints as the bytes of their files.
final class CheckpointBytes {
  private CheckpointBytes() {}

  static byte[] of(Checkpoint checkpoint) throws IOException {
    Path file = Files.createTempFile("unroll", ".safetensors");
    try {
      checkpoint.write(file);
      return Files.readAllBytes(file);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  static Checkpoint read(ByteBuffer bytes) throws IOException {
    Path file = Files.createTempFile("unroll", ".safetensors");
    try {
      try (FileChannel to = FileChannel.open(file, StandardOpenOption.WRITE)) {
        while (bytes.hasRemaining()) {
          to.write(bytes);
        }
      }
      return Checkpoint.read(file);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
