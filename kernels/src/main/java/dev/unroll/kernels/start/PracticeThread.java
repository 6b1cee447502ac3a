package dev.unroll.kernels.start;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// The one thread that practises, while there is something to practise.
final class PracticeThread {
  private static final Object LOCK = new Object();

  /// What has begun and is not over; the thread runs while there is any.
  private static final List<Start<?>> PENDING = new ArrayList<>();

  private static boolean running;

  private PracticeThread() {}

  /// Has an operation practised.
  ///
  /// @return whether there is a thread that does it
  static boolean add(Start<?> start) {
    synchronized (LOCK) {
      PENDING.add(start);
      if (!running) {
        try {
          Thread.ofPlatform()
              .daemon()
              .name("unroll-start")
              .inheritInheritableThreadLocals(false)
              .start(PracticeThread::run);
          running = true;
        } catch (OutOfMemoryError none) {
          PENDING.remove(start);
          return false;
        }
      }
      return true;
    }
  }

  private static void run() {
    while (true) {
      List<Start<?>> round;
      synchronized (LOCK) {
        if (PENDING.isEmpty()) {
          running = false;
          return;
        }
        round = List.copyOf(PENDING);
      }
      long began = System.nanoTime();
      for (Start<?> start : round) {
        if (start.practise()) {
          synchronized (LOCK) {
            PENDING.remove(start);
          }
        }
      }
      // as long for the compiler as for the practice
      LockSupport.parkNanos(System.nanoTime() - began);
    }
  }
}
