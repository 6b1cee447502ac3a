package dev.unroll.kernels;

import dev.unroll.core.Checks;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// The threads that kernels may split their work over. No thread exists unless the caller made some:
/// [#CALLER] runs everything on the calling thread.
///
/// Every kernel gives the same bits on any number of workers, because threads only ever split
/// independent outputs. One thread at a time may use a `Workers`, and a part may not hand out parts
/// itself; [#CALLER] is for any number of threads. [#close] ends the threads.
///
/// A thread without a part looks for one for 50 µs, or for as long as it has just worked, 10 ms at most, and then sleeps.
public final class Workers implements AutoCloseable {
  /// No further threads: all parts run on the calling one.
  public static final Workers CALLER = new Workers(1);

  /// Nanoseconds that a thread spins before it lets others run between two looks: about what a parked wake-up costs.
  private static final long SPINNING = 50_000;

  /// The most nanoseconds after which a thread parks: longer than a part takes of a core that has other things to do for a while.
  /// Of sixteen threads one is always late, and where the others park meanwhile, they are late for the next part. And the system
  /// may have a thread that wakes run in the place of the one that woke it: in training on two threads of a Zen 3 calls
  /// that woke one took a millisecond, 3 to 6 % of all the time.
  private static final long LONGEST = 10_000_000;

  /// Turns between two looks at the clock, whose lengths differ tenfold between processors.
  private static final int TURNS = 32;

  /// A piece of work that is the same code for each of `count` parts.
  @FunctionalInterface
  public interface Part {
    /// Does part `index` of `count`.
    void run(int index, int count);
  }

  private final Thread[] threads;

  /// Taken by [#run] while it runs, and for good by [#close].
  private final AtomicBoolean taken = new AtomicBoolean();

  /// The workers that have not ended their part.
  private final AtomicInteger unfinished = new AtomicInteger();

  private Thread caller;
  private Part part;

  /// Counts the calls of [#run]; its change is what workers wait for, and publishes the part.
  private volatile int generation;

  /// Whether the caller has parked, or is about to, until no part is unfinished.
  private volatile boolean callerParks;

  private volatile boolean closed;
  private volatile Throwable failure;

  private Workers(int count) {
    threads = new Thread[count - 1];
  }

  /// `count` workers, the calling thread included; the others are daemon threads, which inherit no thread-local
  /// values. Where one of them cannot be started, those that were are ended.
  public static Workers start(int count) {
    return start(
        count,
        Thread.ofPlatform()
            .daemon()
            .name("unroll-worker-", 1)
            .inheritInheritableThreadLocals(false)
            .factory());
  }

  /// Workers on threads of a factory.
  static Workers start(int count, ThreadFactory factory) {
    Checks.positive("threads", count);
    Workers workers = new Workers(count);
    int started = 0;
    try {
      for (; started < workers.threads.length; started++) {
        int index = started + 1;
        Thread thread = factory.newThread(() -> workers.serve(index));
        thread.start();
        workers.threads[started] = thread;
      }
      return workers;
    } finally {
      if (started < workers.threads.length) {
        workers.end(started);
      }
    }
  }

  /// How many parts run at once.
  public int count() {
    return threads.length + 1;
  }

  /// Runs `work` once for each part, part 0 on the calling thread, and returns when all have
  /// ended. What a part throws is thrown here, once all have ended.
  ///
  /// @throws IllegalStateException if another call is running or the workers were closed
  public void run(Part work) {
    if (threads.length == 0) {
      work.run(0, 1);
      return;
    }
    if (!taken.compareAndSet(false, true)) {
      throw new IllegalStateException(
          closed ? "these workers were closed" : "these workers are busy with another call");
    }
    // 1. hand the parts out
    caller = Thread.currentThread();
    part = work;
    unfinished.set(threads.length);
    generation = generation + 1; // only the thread that has taken these workers writes it
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
    // 2. do part 0
    Throwable thrown = null;
    try {
      work.run(0, count());
    } catch (Throwable own) {
      thrown = own;
    }
    // 3. wait for the others
    awaitOthers();
    Throwable others = failure;
    failure = null;
    part = null;
    caller = null;
    taken.set(false);
    if (thrown == null) {
      thrown = others;
    } else if (others != null && others != thrown) {
      thrown.addSuppressed(others);
    }
    rethrow(thrown);
  }

  private void awaitOthers() {
    long begin = System.nanoTime();
    long waited = 0;
    while (unfinished.get() > 0 && waited < LONGEST) {
      if (waited > SPINNING) {
        Thread.yield();
      }
      for (int turn = 0; unfinished.get() > 0 && turn < TURNS; turn++) {
        Thread.onSpinWait();
      }
      waited = System.nanoTime() - begin;
    }
    if (unfinished.get() > 0) {
      callerParks = true; // from here on the last worker sees it, or this thread sees the last one
      boolean interrupted = false;
      while (unfinished.get() > 0) {
        LockSupport.park(this);
        interrupted |= Thread.interrupted(); // else park would return at once
      }
      callerParks = false;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void rethrow(Throwable thrown) {
    switch (thrown) {
      case null -> {}
      case RuntimeException exception -> throw exception;
      case Error error -> throw error;
      default -> throw new IllegalStateException("a worker failed: " + thrown, thrown);
    }
  }

  private void serve(int index) {
    int seen = 0;
    long worked = 0; // since it last waited for longer than that
    long end = System.nanoTime();
    while (awaitNext(seen, end, Math.max(worked, SPINNING))) {
      long begin = System.nanoTime();
      if (begin - end > worked) {
        worked = 0;
      }
      seen++; // the caller waits for all before the next
      runPart(index);
      end = System.nanoTime();
      worked = Math.min(worked + end - begin, LONGEST);
    }
  }

  /// Waits for the next part; false if there will be none.
  ///
  /// @param patience nanoseconds since `begin` after which this thread parks
  private boolean awaitNext(int seen, long begin, long patience) {
    while (generation == seen) {
      if (closed) {
        return false;
      }
      long waited = System.nanoTime() - begin;
      if (waited > patience) {
        LockSupport.park(this);
        continue;
      }
      if (waited > SPINNING) {
        Thread.yield();
      }
      for (int turn = 0; generation == seen && turn < TURNS; turn++) {
        Thread.onSpinWait();
      }
    }
    return true;
  }

  private void runPart(int index) {
    Thread waiting = caller;
    try {
      part.run(index, count());
    } catch (Throwable thrown) {
      failure = thrown;
    }
    if (unfinished.decrementAndGet() == 0 && callerParks) {
      LockSupport.unpark(waiting);
    }
  }

  /// Ends the threads, after a call that is running on another thread, and returns when they have ended. Further
  /// calls of [#run] are refused; closing again does nothing. [#CALLER] has nothing to close.
  ///
  /// @throws IllegalStateException if called from within a part
  @Override
  public void close() {
    if (threads.length == 0 || closed) {
      return;
    }
    while (!taken.compareAndSet(false, true)) {
      if (closed) {
        return;
      }
      if (Thread.currentThread() == caller || isWorker(Thread.currentThread())) {
        throw new IllegalStateException("workers cannot be closed by one of their parts");
      }
      Thread.yield();
    }
    end(threads.length);
  }

  /// Ends the first of the threads and waits for them, whatever interrupts that.
  private void end(int count) {
    closed = true;
    boolean interrupted = false;
    for (int i = 0; i < count; i++) {
      LockSupport.unpark(threads[i]);
    }
    for (int i = 0; i < count; ) {
      try {
        threads[i].join();
        i++;
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isWorker(Thread thread) {
    for (Thread worker : threads) {
      if (worker == thread) {
        return true;
      }
    }
    return false;
  }
}
