package dev.unroll.spark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/// The connection with one other worker. Both send frames: the length, then as many bytes. A negative length, less
/// one, is that of a farewell, which says why the worker ends.
final class PeerLink {
  /// What is written or read at once: the JDK copies heap buffers as a whole before each call.
  private static final int SLICE = 1 << 17;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final ByteBuffer outHeader = ByteBuffer.allocate(4);
  private final ByteBuffer inHeader = ByteBuffer.allocate(4);
  private ByteBuffer out = ByteBuffer.allocate(0);
  private ByteBuffer in = ByteBuffer.allocate(0);
  private boolean farewell;
  private boolean received = true;

  /// @param key of the channel, which does not block
  PeerLink(SocketChannel channel, SelectionKey key) {
    this.channel = channel;
    this.key = key;
  }

  /// Begins to send a frame and to receive one.
  void begin(ByteBuffer frame) {
    out = frame.duplicate();
    outHeader.clear().putInt(frame.remaining()).flip();
    inHeader.clear();
    received = false;
  }

  /// Sends and receives what goes without waiting; returns the bytes moved.
  ///
  /// @throws IOException if the other side has ended; with its farewell, if there was one
  long move() throws IOException {
    long moved = 0;
    try {
      moved += send();
    } catch (IOException e) {
      while (receive() > 0) {
        // a farewell may still be on its way
      }
      throw e;
    }
    long read;
    do {
      read = receive();
      moved += read;
    } while (read > 0 && !received);
    key.interestOps((received ? 0 : SelectionKey.OP_READ) | (sent() ? 0 : SelectionKey.OP_WRITE));
    return moved;
  }

  private boolean sent() {
    return !outHeader.hasRemaining() && !out.hasRemaining();
  }

  /// Whether both frames are through.
  boolean done() {
    return received && sent();
  }

  /// Whether the other's frame is here.
  boolean received() {
    return received;
  }

  /// The frame that was received.
  ByteBuffer frame() {
    return in.duplicate(); // in the order of bytes that whoever reads it takes for granted
  }

  private long send() throws IOException {
    long moved = 0;
    while (outHeader.hasRemaining()) {
      int written = channel.write(outHeader);
      if (written == 0) {
        return moved;
      }
      moved += written;
    }
    while (out.hasRemaining()) {
      int limit = out.limit();
      out.limit(Math.min(limit, out.position() + SLICE));
      int written;
      try {
        written = channel.write(out);
      } finally {
        out.limit(limit);
      }
      if (written == 0) {
        return moved;
      }
      moved += written;
    }
    return moved;
  }

  private long receive() throws IOException {
    if (received) {
      return 0;
    }
    if (inHeader.hasRemaining()) {
      int read = required(channel.read(inHeader));
      if (inHeader.hasRemaining()) {
        return read;
      }
      int length = inHeader.getInt(0);
      farewell = length < 0;
      prepare(farewell ? -1 - length : length);
      return finish(read);
    }
    int end = in.limit();
    in.limit(Math.min(end, in.position() + SLICE));
    int read;
    try {
      read = required(channel.read(in));
    } finally {
      in.limit(end);
    }
    return finish(read);
  }

  private void prepare(int length) {
    if (in.capacity() < length) {
      in = ByteBuffer.allocate(length);
    }
    in.clear().limit(length);
  }

  private long finish(int read) throws IOException {
    if (!in.hasRemaining()) {
      in.flip();
      received = true;
      if (farewell) {
        throw new IOException(StandardCharsets.UTF_8.decode(in).toString());
      }
    }
    return read;
  }

  private static int required(int read) throws IOException {
    if (read < 0) {
      throw new IOException("its connection ended");
    }
    return read;
  }

  /// Says why this worker ends, if it is not in the middle of a frame, and closes.
  void close(String reason) {
    try (channel) {
      if (reason != null && sent()) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(4 + text.length);
        channel.write(frame.putInt(-1 - text.length).put(text).flip());
      }
    } catch (IOException e) {
      // it is gone already
    }
  }
}
