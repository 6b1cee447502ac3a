package dev.unroll.core.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Bytes that can be read at any position, from any thread.
sealed interface ByteSource extends AutoCloseable {
  /// The number of bytes.
  long size() throws IOException;

  /// Reads some bytes from `position` on into the rest of `destination`.
  ///
  /// @return how many, −1 behind the last byte
  int read(ByteBuffer destination, long position) throws IOException;

  @Override
  void close() throws IOException;

  /// A file, open until it is closed.
  record OfFile(FileChannel channel) implements ByteSource {
    static OfFile open(Path path) throws IOException {
      return new OfFile(FileChannel.open(path, StandardOpenOption.READ));
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(ByteBuffer destination, long position) throws IOException {
      return channel.read(destination, position);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /// An array, not copied.
  record OfArray(byte[] bytes) implements ByteSource {
    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public int read(ByteBuffer destination, long position) {
      int count = (int) Math.min(destination.remaining(), bytes.length - position);
      if (count <= 0) {
        return -1;
      }
      destination.put(bytes, (int) position, count);
      return count;
    }

    @Override
    public void close() {}
  }
}
