package dev.unroll.spark;

import dev.unroll.models.training.Peers;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// The workers of a training, each connected with each by a socket of their own. Whoever connects shows the token that
/// the driver gave to all of them; strangers are turned away.
final class SocketPeers implements Peers, AutoCloseable {
  /// How often a waiting worker looks whether it is to end.
  private static final long LOOK_MILLIS = 500;

  /// The time to show the token.
  private static final int GREETING_MILLIS = 5000;

  private final int rank;
  private final PeerLink[] links;
  private final Selector selector;
  private final Duration timeout;
  private final BooleanSupplier stopped;
  private String farewell;

  private SocketPeers(
      int rank, PeerLink[] links, Selector selector, Duration timeout, BooleanSupplier stopped) {
    this.rank = rank;
    this.links = links;
    this.selector = selector;
    this.timeout = timeout;
    this.stopped = stopped;
  }

  /// Connects with all others, which do the same.
  ///
  /// @param server where workers of higher ranks connect
  /// @param addresses where workers of lower ranks listen, by rank
  /// @param timeout after which a worker that gives no sign is given up
  /// @param stopped whether this worker is to end
  static SocketPeers connect(
      int rank,
      List<InetSocketAddress> addresses,
      ServerSocketChannel server,
      byte[] token,
      Duration timeout,
      BooleanSupplier stopped)
      throws IOException {
    int size = addresses.size();
    int millis = Math.toIntExact(Math.min(timeout.toMillis(), Integer.MAX_VALUE));
    SocketChannel[] channels = new SocketChannel[size];
    Selector selector = Selector.open();
    boolean connected = false;
    try {
      for (int peer = 0; peer < rank; peer++) {
        channels[peer] = SocketChannel.open();
        channels[peer].socket().connect(addresses.get(peer), millis);
        DataOutputStream to = new DataOutputStream(channels[peer].socket().getOutputStream());
        to.write(token);
        to.writeInt(rank);
        to.flush();
      }
      server.socket().setSoTimeout(millis);
      for (int missing = size - 1 - rank; missing > 0; ) {
        Socket socket = server.socket().accept();
        int peer = greeted(socket, token);
        if (peer <= rank || peer >= size || channels[peer] != null) {
          socket.close();
        } else {
          channels[peer] = socket.getChannel();
          missing--;
        }
      }
      PeerLink[] links = new PeerLink[size];
      for (int peer = 0; peer < size; peer++) {
        if (peer != rank) {
          channels[peer].setOption(StandardSocketOptions.TCP_NODELAY, true);
          channels[peer].configureBlocking(false);
          links[peer] = new PeerLink(channels[peer], channels[peer].register(selector, 0));
        }
      }
      connected = true;
      return new SocketPeers(rank, links, selector, timeout, stopped);
    } finally {
      if (!connected) {
        selector.close();
        for (SocketChannel channel : channels) {
          if (channel != null) {
            channel.close();
          }
        }
      }
    }
  }

  /// The rank of who has connected; −1 without the token.
  private static int greeted(Socket socket, byte[] token) {
    try {
      socket.setSoTimeout(GREETING_MILLIS);
      DataInputStream from = new DataInputStream(socket.getInputStream());
      byte[] shown = new byte[token.length];
      from.readFully(shown);
      return MessageDigest.isEqual(shown, token) ? from.readInt() : -1;
    } catch (IOException e) {
      return -1;
    }
  }

  @Override
  public int rank() {
    return rank;
  }

  @Override
  public int size() {
    return links.length;
  }

  @Override
  public List<ByteBuffer> exchange(List<ByteBuffer> mine) {
    for (int peer = 0; peer < links.length; peer++) {
      if (peer != rank) {
        links[peer].begin(mine.get(peer));
      }
    }
    return complete(mine.get(rank));
  }

  @Override
  public List<ByteBuffer> gather(ByteBuffer mine) {
    for (int peer = 0; peer < links.length; peer++) {
      if (peer != rank) {
        links[peer].begin(mine);
      }
    }
    return complete(mine);
  }

  private List<ByteBuffer> complete(ByteBuffer own) {
    move();
    List<ByteBuffer> frames = new ArrayList<>(links.length);
    for (int peer = 0; peer < links.length; peer++) {
      frames.add(peer == rank ? own : links[peer].frame());
    }
    return frames;
  }

  /// Moves all frames of a call.
  private void move() {
    long lastSign = System.nanoTime();
    while (true) {
      // 1. what goes without waiting
      long moved = 0;
      boolean done = true;
      for (int peer = 0; peer < links.length; peer++) {
        if (peer != rank && !links[peer].done()) {
          moved += move(peer);
          done &= links[peer].done();
        }
      }
      if (done) {
        return;
      }

      // 2. wait for more
      if (moved > 0) {
        lastSign = System.nanoTime();
      } else if (System.nanoTime() - lastSign > timeout.toNanos()) {
        throw new WorkerHungException(
            "%s gave no sign for %s".formatted(waitedFor(), seconds(timeout)));
      }
      select();
    }
  }

  private long move(int peer) {
    try {
      return links[peer].move();
    } catch (IOException e) {
      throw new PeerLostException("worker %d is lost: %s".formatted(peer, e.getMessage()), e);
    }
  }

  private void select() {
    if (stopped.getAsBoolean()) {
      throw new PeerLostException("this worker was told to end", null);
    }
    try {
      selector.select(Math.min(LOOK_MILLIS, Math.max(1, timeout.toMillis() / 4)));
      selector.selectedKeys().clear();
    } catch (IOException e) {
      throw new PeerLostException("the connections broke: " + e.getMessage(), e);
    }
    if (Thread.interrupted()) {
      throw new PeerLostException("this worker was interrupted", null);
    }
  }

  private String waitedFor() {
    List<String> ranks = new ArrayList<>();
    for (int peer = 0; peer < links.length; peer++) {
      if (peer != rank && !links[peer].done()) {
        ranks.add(Integer.toString(peer));
      }
    }
    return (ranks.size() == 1 ? "worker " : "workers ") + String.join(", ", ranks);
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() < 1000
        ? duration.toMillis() + " milliseconds"
        : duration.toSeconds() + " seconds";
  }

  /// What the others are told when this closes.
  void farewell(String reason) {
    farewell = reason;
  }

  @Override
  public void close() throws IOException {
    for (PeerLink link : links) {
      if (link != null) {
        link.close(farewell);
      }
    }
    selector.close();
  }
}
