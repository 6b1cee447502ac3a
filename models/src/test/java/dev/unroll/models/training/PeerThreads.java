package dev.unroll.models.training;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Peers that are threads of this process.
final class PeerThreads {
  private final CyclicBarrier barrier;
  private final ByteBuffer[][] sent;

  private PeerThreads(int size) {
    barrier = new CyclicBarrier(size);
    sent = new ByteBuffer[size][size];
  }

  /// What one peer does.
  interface Work<T> {
    T run(Peers peers) throws Exception;
  }

  /// What each of `size` peers comes to.
  static <T> List<T> run(int size, Work<T> work) throws Exception {
    PeerThreads threads = new PeerThreads(size);
    try (ExecutorService executor = Executors.newFixedThreadPool(size)) {
      List<Callable<T>> calls = new ArrayList<>();
      for (int rank = 0; rank < size; rank++) {
        Peers peer = threads.peer(rank);
        calls.add(() -> work.run(peer));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : executor.invokeAll(calls, 60, TimeUnit.SECONDS)) {
        results.add(future.get());
      }
      return results;
    }
  }

  private Peers peer(int rank) {
    int size = sent.length;
    return new Peers() {
      @Override
      public int rank() {
        return rank;
      }

      @Override
      public int size() {
        return size;
      }

      @Override
      public List<ByteBuffer> exchange(List<ByteBuffer> mine) {
        for (int to = 0; to < size; to++) {
          sent[rank][to] = copy(mine.get(to));
        }
        await();
        List<ByteBuffer> received = new ArrayList<>();
        for (int from = 0; from < size; from++) {
          received.add(sent[from][rank]);
        }
        await();
        return received;
      }

      @Override
      public List<ByteBuffer> gather(ByteBuffer mine) {
        List<ByteBuffer> same = new ArrayList<>();
        for (int to = 0; to < size; to++) {
          same.add(mine.duplicate());
        }
        return exchange(same);
      }
    };
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
    return copy.put(bytes.duplicate()).flip();
  }

  private void await() {
    try {
      barrier.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("a peer is lost", e);
    }
  }
}
