package dev.unroll.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Workers exchange frames of any size; one that ends, hangs or does not belong is seen.
final class SocketPeersTest {
  private static final byte[] TOKEN = {3, 1, 4, 1, 5};

  private interface Work<T> {
    T run(SocketPeers peers) throws Exception;
  }

  /// What each worker comes to.
  private static <T> List<Future<T>> run(int size, Duration timeout, Work<T> work)
      throws Exception {
    List<ServerSocketChannel> servers = new ArrayList<>();
    List<InetSocketAddress> addresses = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      ServerSocketChannel server = ServerSocketChannel.open();
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      servers.add(server);
      addresses.add((InetSocketAddress) server.getLocalAddress());
    }
    // strangers come first: one says nothing, one has a wrong token
    new Socket(addresses.getFirst().getAddress(), addresses.getFirst().getPort()).close();
    try (Socket wrong =
        new Socket(addresses.getFirst().getAddress(), addresses.getFirst().getPort())) {
      OutputStream to = wrong.getOutputStream();
      to.write(new byte[TOKEN.length + 4]);
      List<Future<T>> results = new ArrayList<>();
      try (ExecutorService executor = Executors.newFixedThreadPool(size)) {
        for (int rank = 0; rank < size; rank++) {
          int own = rank;
          results.add(
              executor.submit(
                  () -> {
                    try (SocketPeers peers =
                        SocketPeers.connect(
                            own, addresses, servers.get(own), TOKEN, timeout, () -> false)) {
                      return work.run(peers);
                    }
                  }));
        }
        executor.shutdown();
        assertTrue(executor.awaitTermination(60, TimeUnit.SECONDS));
      }
      for (ServerSocketChannel server : servers) {
        server.close();
      }
      return results;
    }
  }

  private static ByteBuffer bytes(int from, int to, int round) {
    ByteBuffer bytes = ByteBuffer.allocate(sizeOf(from, to, round));
    while (bytes.hasRemaining()) {
      bytes.put((byte) (bytes.position() * 31 + from * 7 + to * 3 + round));
    }
    return bytes.flip();
  }

  /// From nothing to more than the sockets hold.
  private static int sizeOf(int from, int to, int round) {
    return round == 0 ? 0 : round == 1 ? from + to : 3_000_000 + 1000 * from + to;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void everyFrameArrives(int size) throws Exception {
    List<Future<Boolean>> results =
        run(
            size,
            Duration.ofSeconds(20),
            peers -> {
              for (int round = 0; round < 6; round++) {
                List<ByteBuffer> mine = new ArrayList<>();
                for (int to = 0; to < size; to++) {
                  mine.add(bytes(peers.rank(), to, round % 3));
                }
                List<ByteBuffer> got = peers.exchange(mine);
                for (int from = 0; from < size; from++) {
                  assertEquals(bytes(from, peers.rank(), round % 3), got.get(from));
                }
                got = peers.gather(bytes(peers.rank(), 9, round % 3));
                for (int from = 0; from < size; from++) {
                  assertEquals(bytes(from, 9, round % 3), got.get(from));
                  got.get(from).order(ByteOrder.LITTLE_ENDIAN); // no business of the next call
                }
                assertEquals(40, peers.agree(40 + peers.rank()));
              }
              return true;
            });
    for (Future<Boolean> result : results) {
      assertTrue(result.get());
    }
  }

  @Test
  void whyAWorkerEndsIsPassedOn() throws Exception {
    List<Future<Integer>> results =
        run(
            3,
            Duration.ofSeconds(20),
            peers -> {
              peers.agree(1);
              if (peers.rank() == 1) {
                peers.farewell("no more data");
                return 0;
              }
              return peers.agree(2);
            });
    for (int rank : new int[] {0, 2}) {
      ExecutionException lost =
          assertThrows(ExecutionException.class, () -> results.get(rank).get());
      assertInstanceOf(PeerLostException.class, lost.getCause());
    }
    String first =
        assertThrows(ExecutionException.class, () -> results.getFirst().get())
            .getCause()
            .getMessage();
    assertTrue(first.matches("worker [12] is lost: .*"), first);
  }

  @Test
  void aWorkerThatDoesNothingIsGivenUp() throws Exception {
    List<Future<Integer>> results =
        run(
            2,
            Duration.ofMillis(300),
            peers -> {
              if (peers.rank() == 1) {
                Thread.sleep(1500);
                return 0;
              }
              return peers.agree(2);
            });
    ExecutionException hung =
        assertThrows(ExecutionException.class, () -> results.getFirst().get());
    assertInstanceOf(WorkerHungException.class, hung.getCause());
    assertEquals("worker 1 gave no sign for 300 milliseconds", hung.getCause().getMessage());
  }
}
