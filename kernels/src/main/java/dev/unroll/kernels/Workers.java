package dev.unroll.kernels;

import dev.unroll.core.Checks;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// The threads that kernels may split their work over. No thread exists unless the caller made some:
/// [#CALLER] runs everything on the calling thread.
///
/// Every kernel gives the same bits on any number of workers, because threads only ever split
/// independent outputs. One thread at a time may use a `Workers`; [#close] ends its threads.
public final class Workers implements AutoCloseable {
  /// No further threads: all parts run on the calling one.
  public static final Workers CALLER = new Workers(1);

  /// Turns a worker spins before it parks: some 20 µs, a fraction of what a parked wake-up costs.
  private static final int SPINS = 1 << 11;

  /// A piece of work that is the same code for each of `count` parts.
  @FunctionalInterface
  public interface Part {
    /// Does part `index` of `count`.
    void run(int index, int count);
  }

  private final Thread[] threads;
  private final AtomicInteger unfinished = new AtomicInteger();
  private Part part;
  private volatile int generation;
  private volatile boolean closed;
  private volatile Throwable failure;

  private Workers(int count) {
    threads = new Thread[count - 1];
  }

  /// `count` workers, the calling thread included; the others are daemon threads.
  public static Workers start(int count) {
    Checks.positive("threads", count);
    Workers workers = new Workers(count);
    for (int i = 0; i < workers.threads.length; i++) {
      int index = i + 1;
      workers.threads[i] =
          Thread.ofPlatform()
              .daemon()
              .name("unroll-worker-" + index)
              .start(() -> workers.serve(index));
    }
    return workers;
  }

  /// How many parts run at once.
  public int count() {
    return threads.length + 1;
  }

  /// Runs `work` once for each part, part 0 on the calling thread, and returns when all have
  /// ended. What a part throws is thrown here.
  public void run(Part work) {
    if (threads.length == 0) {
      work.run(0, 1);
      return;
    }
    if (closed) {
      throw new IllegalStateException("these workers were closed");
    }
    part = work;
    unfinished.set(threads.length);
    generation = generation + 1; // publishes part; only this thread writes it
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
    Throwable own = null;
    try {
      work.run(0, count());
    } catch (Throwable thrown) {
      own = thrown;
    }
    int spins = 0;
    while (unfinished.get() > 0) {
      if (spins++ < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
    Throwable thrown = own != null ? own : failure;
    failure = null;
    if (thrown != null) {
      throw thrown instanceof RuntimeException runtime
          ? runtime
          : new IllegalStateException("a worker failed: " + thrown, thrown);
    }
  }

  private void serve(int index) {
    int seen = 0;
    int spins = 0;
    while (true) {
      int current = generation;
      if (current == seen) {
        if (closed) {
          return;
        }
        if (spins++ < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
        continue;
      }
      seen = current;
      spins = 0;
      try {
        part.run(index, count());
      } catch (Throwable thrown) {
        failure = thrown;
      } finally {
        unfinished.decrementAndGet();
      }
    }
  }

  /// Ends the threads once their current part is done.
  @Override
  public void close() {
    closed = true;
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
  }
}
