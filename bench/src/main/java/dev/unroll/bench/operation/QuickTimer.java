package dev.unroll.bench.operation;

import java.util.Arrays;

/// Quick times for tables: after a warm-up, medians over short rounds. Where there are several to compare,
/// they take turns within a round, so that a change of the machine's clock hits all of them alike.
public final class QuickTimer {
  private static final int ROUNDS = 101;

  /// Short beside a time slice of the system's scheduler: most rounds are not interrupted at all.
  private static final long ROUND = 300_000;

  /// A work is warm that has not become faster for so long.
  private static final long WARM_UP = 400_000_000;

  private static final long LONGEST_WARM_UP = 5_000_000_000L;

  private QuickTimer() {}

  /// The median time of a call of each, in microseconds.
  public static double[] microseconds(Runnable... works) {
    int[] calls = new int[works.length];
    for (int i = 0; i < works.length; i++) {
      calls[i] = warm(works[i]);
    }
    double[][] times = new double[works.length][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < works.length; i++) {
        times[i][round] = (double) time(works[i], calls[i]) / calls[i] / 1000;
      }
    }
    double[] medians = new double[works.length];
    for (int i = 0; i < works.length; i++) {
      Arrays.sort(times[i]);
      medians[i] = times[i][ROUNDS / 2];
    }
    return medians;
  }

  /// Runs until the compiler has had its time, and returns how many calls fill a round.
  private static int warm(Runnable work) {
    long begin = System.nanoTime();
    long improved = begin;
    long best = Long.MAX_VALUE;
    for (long now = begin; now - improved < WARM_UP && now - begin < LONGEST_WARM_UP; ) {
      long each = time(work, 1);
      now = System.nanoTime();
      if (each < 0.97 * best) {
        improved = now;
      }
      best = Math.min(best, each);
    }
    return (int) Math.max(1, ROUND / Math.max(1, best));
  }

  private static long time(Runnable work, int calls) {
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      work.run();
    }
    return System.nanoTime() - start;
  }
}
