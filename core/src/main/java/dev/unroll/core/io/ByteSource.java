package dev.unroll.core.io;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.AccessMode;
import java.nio.file.Path;

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

  /// A file, open until it is closed. Not a [java.nio.channels.FileChannel]: that one is closed for all as soon as
  /// one of the threads that read from it is interrupted.
  record OfFile(RandomAccessFile file) implements ByteSource {
    static OfFile open(Path path) throws IOException {
      // says what is wrong with the path in the way of java.nio, as the other constructor does not
      path.getFileSystem().provider().checkAccess(path, AccessMode.READ);
      return new OfFile(new RandomAccessFile(path.toFile(), "r"));
    }

    @Override
    public long size() throws IOException {
      return file.length();
    }

    /// One thread at a time: there is one place in the file.
    @Override
    public int read(ByteBuffer destination, long position) throws IOException {
      int count;
      synchronized (file) {
        file.seek(position);
        count =
            file.read(
                destination.array(),
                destination.arrayOffset() + destination.position(),
                destination.remaining());
      }
      destination.position(destination.position() + Math.max(0, count));
      return count;
    }

    @Override
    public void close() throws IOException {
      file.close();
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
