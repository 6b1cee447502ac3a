package dev.unroll.bench.machine;

import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/// What two threads that share nothing do together, over what one of them does alone: the most that a
/// second thread can give on this machine, whose cores may share a clock, a cache and a memory.
public final class TwoCores {
  private static final int ROUNDS = 15;
  private static final long SHARE = 50_000_000;
  private static final long HANDOVERS = 100_000;

  private TwoCores() {}

  /// The median over some rounds, each of the work alone and then both at once. Both are the same work
  /// on memory of their own.
  public static double speedup(Runnable work, Runnable sameWork) {
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      double[] ratios = new double[ROUNDS];
      for (int round = -2; round < ROUNDS; round++) { // two to warm up
        double alone = threads.submit(() -> rate(work)).get();
        Future<Double> one = threads.submit(() -> rate(work));
        Future<Double> other = threads.submit(() -> rate(sameWork));
        double together = one.get() + other.get();
        if (round >= 0) {
          ratios[round] = together / alone;
        }
      }
      Arrays.sort(ratios);
      return ratios[ROUNDS / 2];
    } catch (ExecutionException e) {
      throw new IllegalStateException("the work failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// Nanoseconds after which one core sees what the other has written: half of the time that a number takes there and
  /// back, the least of
  /// some rounds; NaN where there is one processor.
  public static double handover() {
    if (Runtime.getRuntime().availableProcessors() < 2) {
      return Double.NaN;
    }
    AtomicLong number = new AtomicLong();
    double least = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      number.set(0);
      Thread other =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    for (long i = 1; i < 2 * HANDOVERS; i += 2) {
                      await(number, i);
                      number.set(i + 1);
                    }
                  });
      long start = System.nanoTime();
      for (long i = 0; i < 2 * HANDOVERS; i += 2) {
        await(number, i);
        number.set(i + 1);
      }
      await(number, 2 * HANDOVERS);
      least = Math.min(least, (double) (System.nanoTime() - start) / (2 * HANDOVERS));
      try {
        other.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
    return least;
  }

  private static void await(AtomicLong number, long value) {
    while (number.get() != value) {
      Thread.onSpinWait();
    }
  }

  /// Calls a second.
  private static double rate(Runnable work) {
    long start = System.nanoTime();
    long calls = 0;
    long elapsed;
    do {
      work.run();
      calls++;
      elapsed = System.nanoTime() - start;
    } while (elapsed < SHARE);
    return calls * 1e9 / elapsed;
  }
}
