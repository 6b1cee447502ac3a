package dev.unroll.spark;

import dev.unroll.models.training.TrainingListener;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/// Where the driver hears of its workers: what the first tells its listener, and why one has failed. Workers show
/// the driver's token ([DriverLine] is the other end).
final class DriverReports implements AutoCloseable {
  /// The time to show the token.
  private static final int GREETING_MILLIS = 5000;

  private final ServerSocket server;
  private final byte[] token;
  private final TrainingListener listener;
  private final Runnable onFailure;
  private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
  private final AtomicReference<String> failure = new AtomicReference<>();
  private final AtomicReference<String> loss = new AtomicReference<>();
  private final AtomicBoolean begun = new AtomicBoolean();

  /// @param host the driver's address, as the workers know it
  /// @param listener is told on a thread of this object's
  /// @param onFailure what to do, once, when a worker has failed for good
  DriverReports(String host, byte[] token, TrainingListener listener, Runnable onFailure)
      throws IOException {
    this.token = token;
    this.listener = listener;
    this.onFailure = onFailure;
    server = new ServerSocket(0, 1024, InetAddress.getByName(host));
    Thread.ofVirtual().name("unroll-reports").start(this::accept);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  /// Why the training has failed for good; null if it has not.
  String failure() {
    return failure.get();
  }

  /// What a worker that lost another said last; null if none did.
  String loss() {
    return loss.get();
  }

  /// Whether any worker has come this far.
  boolean begun() {
    return begun.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofPlatform().daemon().name("unroll-report").start(() -> read(socket));
      } catch (IOException e) {
        // closed, or a connection that broke at once
      }
    }
  }

  private void read(Socket socket) {
    try (socket;
        DataInputStream from =
            new DataInputStream(new BufferedInputStream(socket.getInputStream()))) {
      socket.setSoTimeout(GREETING_MILLIS);
      byte[] shown = new byte[token.length];
      from.readFully(shown);
      if (!MessageDigest.isEqual(shown, token)) {
        return;
      }
      socket.setSoTimeout(0);
      begun.set(true);
      while (true) {
        Report report = Report.read(from);
        switch (report) {
          case Report.Failed failed -> {
            fail(failed.reason());
            socket
                .getOutputStream()
                .write(1); // the worker waits, so that this comes before its end
          }
          case Report.Lost lost -> loss.set(lost.reason());
          case Report.Event event -> tell(event);
        }
      }
    } catch (IOException e) {
      // a worker that ends, well or not, ends its line; Spark tells which it was
    } finally {
      open.remove(socket);
    }
  }

  private void tell(Report.Event event) {
    try {
      event.tell(listener);
    } catch (IOException | RuntimeException e) {
      fail("the listener failed: " + Failures.text(e));
    }
  }

  private void fail(String reason) {
    if (failure.compareAndSet(null, reason)) {
      onFailure.run();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
